import Foundation
import TestSupport

extension Corpora {
    /// The `Name = value` lines of a NIST response file, a group per empty line.
    static func records(in path: String) throws -> [[String: String]] {
        guard let root else { return [] }
        let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
        var (records, current): ([[String: String]], [String: String]) = ([], [:])
        for line in text.split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        {
            let parts = line.trimmingCharacters(in: .whitespacesAndNewlines).split(
                separator: " = ", maxSplits: 1)
            if line.hasPrefix("#") || line.hasPrefix("[") { continue }
            if parts.count == 2 {
                current[String(parts[0])] = String(parts[1])
            } else if !current.isEmpty {
                records.append(current)
                current = [:]
            }
        }
        return current.isEmpty ? records : records + [current]
    }

    /// Every JSON file below `path`, by its path, decoded.
    static func decoded<T: Decodable>(_ type: T.Type, below path: String) throws -> [(String, T)] {
        guard let root else { return [] }
        let folder = root.appending(path: path)
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        return try names.filter { $0.hasSuffix(".json") }.sorted().map { name in
            let data = try Data(contentsOf: folder.appending(path: name))
            return (name, try JSONDecoder().decode(type, from: data))
        }
    }
}
