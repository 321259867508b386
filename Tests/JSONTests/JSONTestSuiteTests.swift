import Foundation
import JSON
import TestSupport
import Testing

/// The 318 texts of nst/JSONTestSuite; skipped when `shared/corpora` is not beside the repository.
@Suite(.enabled(if: Corpora.areThere, "shared/corpora is not beside the repository"))
struct JSONTestSuiteTests {
    struct Text: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        var testDescription: String { name }
    }

    /// All texts whose names start so; an empty list when there is no corpus.
    static func texts(_ prefix: String) -> [Text] {
        guard let folder = Corpora.root?.appending(path: "json/parsing") else { return [] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasPrefix(prefix) }.sorted().compactMap { name in
            guard let data = try? Data(contentsOf: folder.appending(path: name)) else { return nil }
            return Text(name: name, bytes: Array(data))
        }
    }

    /// Every way to read a text whole; they must agree on what JSON is.
    static func readings(of bytes: [UInt8], limits: JSONLimits = JSONLimits()) -> [Bool] {
        let skipped =
            (try? JSONScanner.scan(bytes, limits: limits) { s throws(JSONError) in
                try s.skip()
            }) != nil
        let raw =
            (try? JSONScanner.scan(bytes, limits: limits) { s throws(JSONError) in
                try s.rawValue()
            }) != nil
        let value = try? JSONValue(parsing: bytes, limits: limits, duplicateKeys: .lastWins)
        return [skipped, raw, value != nil]
    }

    @Test func `the corpus is complete`() {
        expectEqual(Self.texts("").count, 318)
    }

    @Test(arguments: texts("y_"))
    func `a text that must parse does`(_ text: Text) {
        expectEqual(Self.readings(of: text.bytes), [true, true, true])
    }

    @Test(arguments: texts("n_"))
    func `a text that must not parse does not`(_ text: Text) {
        expectEqual(Self.readings(of: text.bytes), [false, false, false])
        expectEqual(Self.readings(of: text.bytes, limits: .trusted), [false, false, false])
    }

    /// What the RFC leaves open, and how this scanner decides.
    ///
    /// Numbers of any size are texts, and whoever asks for 64 bits of them may be refused then.
    /// Half surrogate pairs, encodings other than UTF-8, and byte order marks are refused.
    /// 500 levels are more than the default limit and fewer than the trusted one.
    static func isTaken(_ name: String) -> Bool { name.hasPrefix("i_number") }

    @Test(arguments: texts("i_"))
    func `a text that may parse is decided by its group`(_ text: Text) {
        let isTaken = Self.isTaken(text.name)
        expectEqual(Self.readings(of: text.bytes), [isTaken, isTaken, isTaken])
    }

    @Test func `500 levels pass the trusted limits`() throws {
        let text = try required(Self.texts("i_structure_500").first)
        expectEqual(Self.readings(of: text.bytes, limits: .trusted), [true, true, true])
    }

    @Test func `a member that comes twice is refused by default`() {
        let refused = Self.texts("y_").filter { text in
            (try? JSONValue(parsing: text.bytes)) == nil
        }
        expectEqual(
            refused.map(\.name),
            [
                "y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json",
            ])
    }

    @Test(arguments: texts("y_"))
    func `what was parsed reads back the same after it was written`(_ text: Text) throws {
        let value = try JSONValue(parsing: text.bytes, duplicateKeys: .lastWins)
        try expectEqual(JSONValue(parsing: value.encoded), value)
    }
}
