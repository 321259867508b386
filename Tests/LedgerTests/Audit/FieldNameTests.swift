import JSON
import TestSupport
import Testing

@testable import EventLog
@testable import OnboardingLedger
@testable import ReadModels

/// Whatever people call what they fill in, each field has a history of its own (contracts L7, L8).
@Suite("Field names") struct FieldNameTests {
    private static let stream = StreamID(recorded: "wizard-u1")

    /// A wizard with a save for each of the data.
    private func wizard(_ saves: [JSONValue]) async throws -> TestWizards {
        let wizards = try TestWizards()
        for (version, data) in saves.enumerated() {
            try await wizards.save(0, data, version: version)
        }
        return wizards
    }

    private func text(_ value: [UInt8]?) -> String {
        value.map { String(decoding: $0, as: UTF8.self) } ?? "-"
    }

    /// The answers that the event of a version changed, as `name before after`: bytes, for Swift
    /// holds strings for equal that are not the same.
    private func changes(_ version: Int64, _ wizards: TestWizards) async throws -> [[UInt8]] {
        let found = try required(
            try await wizards.ledger.difference(
                of: Self.stream, from: .version(StreamVersion(rawValue: version - 1)),
                to: .version(StreamVersion(rawValue: version))))
        return found.changes.filter { $0.field.hasPrefix("stepData") }.map {
            Array("\($0.field) \(text($0.before)) \(text($0.after))".utf8)
        }
    }

    private func fields(_ wizards: TestWizards) async throws -> [[UInt8]] {
        try required(try await wizards.ledger.blame(of: Self.stream))
            .filter { $0.field.hasPrefix("stepData") }
            .map { Array("\($0.field) \(text($0.value)) v\($0.version)".utf8) }
    }

    private func history(_ field: String, _ wizards: TestWizards) async throws -> [String] {
        try required(try await wizards.ledger.history(of: field, in: Self.stream))
            .map { text($0.value) }
    }

    private func bytes(_ texts: String...) -> [[UInt8]] { texts.map { Array($0.utf8) } }

    @Test func `two names that only look the same are two fields`() async throws {
        let (one, two) = ("\u{E9}", "e\u{301}")
        let wizards = try await wizard([[one: 1], [two: 1], [two: 2], [one: nil]])
        try await expectEqual(changes(2, wizards), bytes("stepData.\(two) - 1"))
        try await expectEqual(changes(3, wizards), bytes("stepData.\(two) 1 2"))
        try await expectEqual(changes(4, wizards), bytes("stepData.\(one) 1 -"))
        try await expectEqual(fields(wizards), bytes("stepData.\(two) 2 v3"))
        try await expectEqual(history("stepData.\(one)", wizards), ["1", "-"])
        try await expectEqual(history("stepData.\(two)", wizards), ["1", "2"])
        let both = try await wizard([[one: 1], [two: 2]])
        try await expectEqual(
            fields(both), bytes("stepData.\(two) 2 v2", "stepData.\(one) 1 v1"),
            "in the order of their bytes")
    }

    @Test func `a name with a dot is not a member of another`() async throws {
        let wizards = try await wizard([["a.b": 1, "a": ["b": 2]], ["a.b": 2]])
        try await expectEqual(changes(2, wizards), bytes(#"stepData."a.b" 1 2"#))
        try await expectEqual(fields(wizards), bytes(#"stepData."a.b" 2 v2"#, "stepData.a.b 2 v1"))
        try await expectEqual(history(#"stepData."a.b""#, wizards), ["1", "2"])
        try await expectEqual(history(#"step_data."a.b""#, wizards), ["1", "2"])
        try await expectEqual(history("stepData.a.b", wizards), ["2"])
    }

    @Test func `an event is found by the name that blame gives its field`() async throws {
        let wizards = try await wizard([["a.b": 1], ["a": ["b": 2]]])
        func versions(_ field: String) async throws -> [Int64] {
            var filter = EventFilter()
            (filter.stream, filter.field) = (Self.stream, field)
            return try await wizards.ledger.events(matching: filter, limit: 9)
                .map(\.version.rawValue)
        }
        try await expectEqual(versions(#"data."a.b""#), [1])
        try await expectEqual(versions("data.a.b"), [2])
    }

    @Test func `an empty object is an answer, and an empty part of a state is none`() async throws {
        let wizards = try await wizard([
            ["x": .object([:])], ["x": ["y": .object([:])]], ["x": ["y": 1]], ["x": nil],
        ])
        try await expectEqual(changes(1, wizards), bytes("stepData.x - {}"))
        try await expectEqual(changes(2, wizards), bytes("stepData.x {} -", "stepData.x.y - {}"))
        try await expectEqual(changes(3, wizards), bytes("stepData.x.y {} 1"))
        try await expectEqual(changes(4, wizards), bytes("stepData.x.y 1 -"))
        try await expectEqual(history("stepData.x.y", wizards), ["{}", "1", "-"])
        try await expectTrue(fields(wizards).isEmpty, "stepData itself is no field")
    }

    // MARK: Types

    @Test func `a type whose name has a comma is found by it, and several by theirs`()
        async throws
    {
        let home = try TestLedger()
        for type in ["Paid", "Paid, late", "Late"] { try await home.append(type, to: .loan(1)) }
        func types(_ asked: String...) async throws -> [String] {
            var filter = EventFilter()
            filter.types = asked
            return try await home.ledger.events(matching: filter, limit: 9).map(\.type.name)
        }
        try await expectEqual(types("Paid, late"), ["Paid, late"])
        try await expectEqual(types("Paid,Late"), ["Paid", "Late"])
        try await expectEqual(types("Paid, late", "Late"), ["Paid, late", "Late"])
        try await expectTrue(types("Unpaid, late").isEmpty)
        try await expectTrue(types(",").isEmpty)
    }
}
