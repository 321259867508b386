import TestSupport
import Testing

@testable import EventLog

/// What every log promises, whatever its file has been through (EventLog/DESIGN.md, invariants).
@Suite("Log contract") struct LogContractTests {
    static let a = StreamID(recorded: "thing-a")
    static let b = StreamID(recorded: "thing-b")

    // MARK: Expected versions (invariant 2)

    @Test(arguments: LogOrigin.allCases)
    func `none accepts an empty stream and refuses another`(origin: LogOrigin) throws {
        let log = try origin.makeLog()
        try log.append([.noted()], to: Self.a, expected: .none)
        #expect(
            throws: AppendRejection.versionConflict(stream: Self.a, expected: .none, actual: 1)
        ) { try log.append([.noted()], to: Self.a, expected: .none) }
    }

    @Test(arguments: LogOrigin.allCases)
    func `exactly accepts its version and names the actual one otherwise`(
        origin: LogOrigin
    ) throws {
        let log = try origin.makeLog()
        try log.append([.noted(), .noted()], to: Self.a, expected: .exactly(0))
        try log.append([.noted()], to: Self.a, expected: .exactly(2))
        for wrong: StreamVersion in [0, 1, 2, 4] {
            #expect(
                throws: AppendRejection.versionConflict(
                    stream: Self.a, expected: .exactly(wrong), actual: 3)
            ) { try log.append([.noted()], to: Self.a, expected: .exactly(wrong)) }
        }
        try expectEqual(log.writer.version(of: Self.a), 3)
    }

    @Test(arguments: LogOrigin.allCases)
    func `any accepts every version`(origin: LogOrigin) throws {
        let log = try origin.makeLog()
        for version: StreamVersion in [1, 2, 3] {
            let receipt = try log.append([.noted()], to: Self.a, expected: .any)
            expectEqual(receipt.versions, [Self.a: version])
        }
    }

    @Test(arguments: LogOrigin.allCases)
    func `an expectation counts what the same append wrote before`(origin: LogOrigin) throws {
        let log = try origin.makeLog()
        let receipt = try log.append([
            StreamAppend(.noted(1), to: Self.a, expected: .none),
            StreamAppend(.noted(2), to: Self.a, expected: .exactly(1)),
        ])
        expectEqual(receipt.versions, [Self.a: 2])
    }

    @Test(arguments: LogOrigin.allCases)
    func `a stream that only a check names stays empty`(origin: LogOrigin) throws {
        let log = try origin.makeLog()
        let receipt = try log.append([
            StreamAppend(to: Self.a, expected: .none, events: []),
            StreamAppend(.noted(), to: Self.b),
        ])
        expectEqual(receipt.versions, [Self.a: 0, Self.b: 1])
        try expectNil(log.makeReader().internedID(of: Self.a))
        #expect(
            throws: AppendRejection.versionConflict(
                stream: Self.b, expected: .none, actual: 1)
        ) { try log.append([StreamAppend(to: Self.b, expected: .none, events: [])]) }
    }

    // MARK: Atomicity (invariant 1)

    @Test(arguments: LogOrigin.allCases)
    func `a refused stream takes those written before it along`(origin: LogOrigin) throws {
        let log = try origin.makeLog()
        let (head, events) = (log.head, try log.events())
        #expect(throws: AppendRejection.self) {
            try log.append([
                StreamAppend(.noted(1), to: Self.a), StreamAppend(.noted(2), to: Self.b),
                StreamAppend(.noted(3), to: Self.a, expected: .exactly(7)),
            ])
        }
        expectEqual(log.head, head)
        try expectEqual(log.events(), events)
        try expectEqual(log.writer.version(of: Self.a), 0)
        try expectNil(log.makeReader().internedID(of: Self.b))
    }

    @Test(arguments: LogOrigin.allCases)
    func `an append over streams has positions in a row`(origin: LogOrigin) throws {
        let log = try origin.makeLog()
        let before = log.head
        let receipt = try log.append([
            StreamAppend(to: Self.a, expected: .none, events: [.noted(1), .noted(2)]),
            StreamAppend(to: Self.b, expected: .none, events: [.noted(3)]),
        ])
        let first = GlobalPosition(rawValue: before + 1)
        expectEqual(receipt.positions, first...GlobalPosition(rawValue: before + 3))
        expectEqual(receipt.versions, [Self.a: 2, Self.b: 1])
        let events = try log.events().suffix(3)
        expectEqual(events.map(\.stream), [Self.a, Self.a, Self.b])
        expectEqual(events.map(\.version), [1, 2, 1])
    }

    @Test(arguments: LogOrigin.allCases)
    func `an append of nothing answers no positions`(origin: LogOrigin) throws {
        let log = try origin.makeLog()
        let receipt = try log.append([])
        expectTrue(receipt.positions == nil && receipt.versions.isEmpty && !receipt.isDuplicate)
    }

    // MARK: Positions (invariant 3)

    @Test(arguments: LogOrigin.allCases)
    func `positions have no gaps whatever was refused between`(origin: LogOrigin) throws {
        let log = try origin.makeLog()
        for round in 0..<20 {
            try log.append([.noted(round)], to: round % 2 == 0 ? Self.a : Self.b)
            _ = try? log.append([
                StreamAppend(.noted(), to: StreamID(recorded: "thing-c")),
                StreamAppend(.noted(), to: Self.a, expected: .none),
            ])
        }
        let positions = try log.events().map(\.position.rawValue)
        expectEqual(positions, Array(1...log.head))
    }
}
