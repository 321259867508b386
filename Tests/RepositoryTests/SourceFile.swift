/// A Swift file, read only as closely as the rules need: comments and strings are blanked out, so
/// that braces and keywords are real ones.
struct SourceFile {
    struct Function {
        let name: String
        /// The first line, from 1.
        let line: Int
        /// From its first line through its closing brace.
        let lineCount: Int
    }

    let path: String
    let text: String
    /// The text with comments and the insides of strings replaced by spaces.
    private let blanked: [UInt8]
    private let blankedText: String

    init(path: String, text: String) {
        (self.path, self.text) = (path, text)
        blanked = Blanking.blank(text)
        blankedText = String(decoding: blanked, as: UTF8.self)
    }

    var name: String { String(path.split(separator: "/").last ?? "") }

    var isSource: Bool { !path.hasPrefix("Tests/") }

    var isGenerated: Bool {
        path == "Schemas/SchemaText.swift" || path == "Sources/Pages/PageText.swift"
    }

    var room: String? {
        let parts = path.split(separator: "/")
        switch parts.first {
        case "Sources", "tools": return parts.count > 2 ? String(parts[1]) : nil
        case "Schemas": return "Schemas"
        default: return nil
        }
    }

    var lines: [Substring] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.last == "" ? lines.dropLast() : lines
    }

    /// Lines without those that are inside a string of several lines, which cannot be broken.
    var codeLines: [Substring] {
        let blankedLines = blanked.split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return zip(lines, blankedLines).map { line, blanked in
            let isInsideString = blanked.allSatisfy {
                $0 == Blanking.stringMark || $0 == UInt8(ascii: " ")
            }
            return isInsideString && blanked.contains(Blanking.stringMark) ? "" : line
        }
    }

    var imports: Set<String> {
        let pattern = /(?m)^\s*(?:@\w+\s+)*(?:package |public |internal )?import (\w+)/
        return Set(blankedText.matches(of: pattern).map { String($0.output.1) })
    }

    /// Names of types, functions, cases and properties that the file declares.
    var declaredNames: [String] {
        let pattern = /\b(?:struct|class|enum|protocol|actor|func|typealias|case|let|var)\s+(\w+)/
        return blankedText.matches(of: pattern).map { String($0.output.1) }
    }

    var functions: [Function] {
        var functions: [Function] = []
        var line = 1
        for index in blanked.indices {
            if blanked[index] == UInt8(ascii: "\n") { line += 1 }
            guard let (name, nameEnd) = functionName(at: index), let body = body(after: nameEnd)
            else { continue }
            let newlines = blanked[index...body.upperBound].count { $0 == UInt8(ascii: "\n") }
            functions.append(Function(name: name, line: line, lineCount: newlines + 1))
        }
        return functions
    }

    /// The name of a function whose declaration begins at `index`, and where the name ends.
    private func functionName(at index: Int) -> (String, end: Int)? {
        guard "fisd".utf8.contains(blanked[index]),
            index == 0 || !Self.isNamePart(blanked[index - 1])
        else { return nil }
        let keyword = word(at: index)
        let end = index + keyword.utf8.count
        switch keyword {
        case "func":
            let name = end + 1 < blanked.count ? word(at: end + 1) : ""
            return (name, end + 1 + name.utf8.count)
        case "init", "subscript":
            guard end < blanked.count, "(?<".utf8.contains(blanked[end]) else { return nil }
            return (keyword, end)
        case "deinit": return (keyword, end)
        default: return nil
        }
    }

    private func word(at index: Int) -> String {
        String(decoding: blanked[index...].prefix(while: Self.isNamePart), as: UTF8.self)
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: "`"), 0x80...:
            true
        default: false
        }
    }

    /// The body's braces; nil for a requirement, which has none, and for a call.
    private func body(after start: Int) -> ClosedRange<Int>? {
        var depth = 0
        for index in start..<blanked.count {
            switch blanked[index] {
            case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"):
                depth -= 1
                if depth < 0 { return nil }
            case UInt8(ascii: "{") where depth == 0:
                return closingBrace(of: index).map { index...$0 }
            case UInt8(ascii: "}") where depth == 0: return nil
            case UInt8(ascii: "\n") where depth == 0 && isNewDeclaration(after: index): return nil
            default: break
            }
        }
        return nil
    }

    /// A signature goes on with its brace, its effects, its result or its conditions.
    private func isNewDeclaration(after newline: Int) -> Bool {
        let rest = blanked[(newline + 1)...].drop { $0 == UInt8(ascii: " ") }
        guard let first = rest.first else { return true }
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "-") { return false }
        return !["throws", "async", "where"].contains(word(at: rest.startIndex))
    }

    private func closingBrace(of open: Int) -> Int? {
        var depth = 0
        for index in open..<blanked.count {
            if blanked[index] == UInt8(ascii: "{") { depth += 1 }
            if blanked[index] == UInt8(ascii: "}") { depth -= 1 }
            if depth == 0 { return index }
        }
        return nil
    }
}
