import Foundation
import TestSupport

/// The repository's files, as the tests look at them.
struct SourceTree {
    /// Read once for all tests.
    static let asItIs = SourceTree()

    private let root = Repository.root
    let swiftFiles: [SourceFile]

    private init() {
        let root = root
        swiftFiles = ["Sources", "Tests", "Schemas", "tools"].flatMap { folder in
            Self.files(below: folder, endingIn: [".swift"], root)
        }
        .sorted().map { SourceFile(path: $0, text: Self.text($0, root)) }
    }

    /// A file's text; empty when there is none.
    func text(_ path: String) -> String { Self.text(path, root) }

    func files(below folder: String, endingIn suffixes: [String]) -> [String] {
        Self.files(below: folder, endingIn: suffixes, root)
    }

    var topLevelEntries: [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
    }

    /// Without white space at the ends of lines and of the text.
    static func trimmed(_ text: String) -> String {
        text.split(separator: "\n").map { line in
            String(line.reversed().drop { $0.isWhitespace }.reversed())
        }
        .filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private static func text(_ path: String, _ root: URL) -> String {
        guard let data = try? Data(contentsOf: root.appending(path: path)) else { return "" }
        return String(decoding: data, as: UTF8.self)
    }

    private static func files(below folder: String, endingIn suffixes: [String], _ root: URL)
        -> [String]
    {
        let start = root.appending(path: folder).resolvingSymlinksInPath()
        let found = FileManager.default.enumerator(atPath: start.path)
        return (found?.compactMap { $0 as? String } ?? []).filter { path in
            suffixes.contains { path.hasSuffix($0) }
        }
        .map { "\(folder)/\($0)" }
    }
}

extension SourceTree {
    /// The rooms that Package.swift declares, with what each depends on.
    var declaredRooms: [String: Set<String>] {
        var rooms: [String: Set<String>] = [:]
        let package = text("Package.swift")
        for match in package.matches(of: /systemLibrary\(name: "(\w+)"/) {
            rooms[String(match.output.1)] = []
        }
        let room = /room\(\s*"(\w+)",\s*\[([^\]]*)\]/
        let executable = /executableTarget\(\s*name: "(\w+)",\s*dependencies: \[([^\]]*)\]/
        for pattern in [room, executable] {
            for match in package.matches(of: pattern) {
                let names = match.output.2.matches(of: /"(\w+)"/).map { String($0.output.1) }
                rooms[String(match.output.1)] = Set(names)
            }
        }
        return rooms
    }
}

/// The words of a name: `makeHTTPServer` is make, http, server.
enum CamelCase {
    static func words(_ name: String) -> [String] {
        let letters = Array(name)
        var words: [String] = []
        var word = ""
        for (index, letter) in letters.enumerated() {
            let startsWord =
                letter.isUppercase
                && (index == 0 || !letters[index - 1].isUppercase
                    || (index + 1 < letters.count && letters[index + 1].isLowercase))
            if startsWord || !letter.isLetter {
                if !word.isEmpty { words.append(word.lowercased()) }
                word = ""
            }
            if letter.isLetter { word.append(letter) }
        }
        return word.isEmpty ? words : words + [word.lowercased()]
    }
}
