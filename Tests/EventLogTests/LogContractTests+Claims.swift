import TestSupport
import Testing

@testable import EventLog

/// Unique keys stand and fall with the events that take them (invariant 4).
extension LogContractTests {
    private static let claim = Claim(space: "email", value: "ada@example.com")

    private func append(_ change: ClaimChange, to stream: StreamID, _ log: TestLog) throws {
        try log.append([.noted(claims: [change])], to: stream)
    }

    @Test(arguments: LogOrigin.allCases)
    func `a taken key is refused to another stream and named`(origin: LogOrigin) throws {
        let log = try origin.makeLog()
        try append(.take(Self.claim), to: Self.a, log)
        #expect(throws: AppendRejection.claimTaken(Self.claim, holder: Self.a)) {
            try append(.take(Self.claim), to: Self.b, log)
        }
        try expectEqual(log.writer.holder(of: Self.claim), Self.a)
        try expectEqual(log.writer.version(of: Self.b), 0)
    }

    @Test(arguments: LogOrigin.allCases)
    func `the stream that holds a key may take it again`(origin: LogOrigin) throws {
        let log = try origin.makeLog()
        try append(.take(Self.claim), to: Self.a, log)
        try append(.take(Self.claim), to: Self.a, log)
        try expectEqual(log.writer.holder(of: Self.claim), Self.a)
    }

    @Test(arguments: LogOrigin.allCases)
    func `a released key is free for another stream`(origin: LogOrigin) throws {
        let log = try origin.makeLog()
        try append(.take(Self.claim), to: Self.a, log)
        try append(.release(Self.claim), to: Self.a, log)
        try expectNil(log.writer.holder(of: Self.claim))
        try append(.take(Self.claim), to: Self.b, log)
        try expectEqual(log.writer.holder(of: Self.claim), Self.b)
    }

    @Test(arguments: LogOrigin.allCases)
    func `only its holder can release a key`(origin: LogOrigin) throws {
        let log = try origin.makeLog()
        try append(.take(Self.claim), to: Self.a, log)
        try append(.release(Self.claim), to: Self.b, log)
        try expectEqual(log.writer.holder(of: Self.claim), Self.a)
    }

    @Test(arguments: LogOrigin.allCases)
    func `a key can change hands within one append`(origin: LogOrigin) throws {
        let log = try origin.makeLog()
        try append(.take(Self.claim), to: Self.a, log)
        try log.append([
            StreamAppend(.noted(claims: [.release(Self.claim)]), to: Self.a),
            StreamAppend(.noted(claims: [.take(Self.claim)]), to: Self.b),
        ])
        try expectEqual(log.writer.holder(of: Self.claim), Self.b)
    }

    @Test(arguments: LogOrigin.allCases)
    func `a refused append gives back the keys it took and keeps those it released`(
        origin: LogOrigin
    ) throws {
        let log = try origin.makeLog()
        let other = Claim(space: "email", value: "bob@example.com")
        try append(.take(Self.claim), to: Self.a, log)
        #expect(throws: AppendRejection.self) {
            try log.append([
                StreamAppend(.noted(claims: [.release(Self.claim), .take(other)]), to: Self.a),
                StreamAppend(.noted(), to: Self.b, expected: .exactly(1)),
            ])
        }
        try expectEqual(log.writer.holder(of: Self.claim), Self.a)
        try expectNil(log.writer.holder(of: other))
    }

    @Test(arguments: LogOrigin.allCases)
    func `equal values of two spaces are two keys`(origin: LogOrigin) throws {
        let log = try origin.makeLog()
        try append(.take(Claim(space: "user", value: "x")), to: Self.a, log)
        try append(.take(Claim(space: "session", value: "x")), to: Self.b, log)
        // The space ends where it says: neither part may run into the other.
        try append(.take(Claim(space: "use", value: "rx")), to: Self.b, log)
        try expectEqual(log.writer.holder(of: Claim(space: "user", value: "x")), Self.a)
    }

    @Test(arguments: LogOrigin.allCases)
    func `readers see who holds a key, before and after it is sorted in`(origin: LogOrigin) throws {
        let log = try origin.makeLog()
        let reader = try log.makeReader()
        try expectNil(reader.holder(of: Self.claim))
        try append(.take(Self.claim), to: Self.a, log)
        try expectEqual(reader.holder(of: Self.claim), Self.a)
        try log.append([
            StreamAppend(.noted(claims: [.release(Self.claim)]), to: Self.a),
            StreamAppend(.noted(claims: [.take(Self.claim)]), to: Self.b),
        ])
        try expectEqual(reader.holder(of: Self.claim), Self.b)
        let others = (0..<9000).map { ClaimChange.take(Claim(space: "many", value: String($0))) }
        try log.append([.noted(claims: others)], to: Self.a)
        try expectEqual(log.writer.connection.integer("SELECT count(*) FROM claim_change"), 0)
        try expectEqual(reader.holder(of: Self.claim), Self.b)
        try append(.release(Self.claim), to: Self.b, log)
        try expectNil(reader.holder(of: Self.claim))
    }

    @Test func `the file holds no claimed value`() throws {
        let log = try TestLog()
        try append(.take(Self.claim), to: Self.a, log)
        try log.writer.checkpointAll()
        let bytes = try Files.bytes(log.directory.ledgerFile)
        expectFalse(bytes.contains(Self.claim.value))
    }
}
