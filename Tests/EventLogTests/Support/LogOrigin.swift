import Testing

@testable import EventLog

/// How the file of a log under contract came to be: the contract holds for all alike.
enum LogOrigin: String, CaseIterable, CustomTestStringConvertible {
    /// Just made.
    case fresh
    /// Closed in order and opened again.
    case reopened
    /// Left as it was on disk in the middle of a batch.
    case crashed
    /// Put together from another log's exported events.
    case restored

    var testDescription: String { rawValue }

    /// A log to append to; all but the fresh one have a past of six events.
    func makeLog() throws -> TestLog {
        let log = try TestLog()
        if self == .fresh { return log }
        try Self.writePast(log)
        switch self {
        case .fresh, .reopened: return try log.reopen()
        case .crashed:
            try log.writer.begin()
            log.writer.beginCommand()
            try log.write([StreamAppend(.noted(99), to: StreamID(recorded: "past-lost"))])
            try log.writer.keepCommand()
            return try TestLog(try log.home.copy())
        case .restored:
            let restored = try TestLog()
            for event in try log.events() { try restored.restore(event) }
            return restored
        }
    }

    private static func writePast(_ log: TestLog) throws {
        let origin = EventMetadata(
            actor: EventActor(kind: .user, id: "u1"),
            correlationID: "01890a5d-ac96-774b-bcce-b302099a8057",
            origin: Array(#"{"ip":"::1"}"#.utf8))
        try log.append(
            [.noted(1, personal: #"{"email":"a@b.c"}"#), .noted(2)],
            to: StreamID(recorded: "past-1"), origin)
        try log.append(
            [
                StreamAppend(.noted(3), to: StreamID(recorded: "past-2")),
                StreamAppend(.noted(4, type: "Marked"), to: StreamID(recorded: "past-1")),
            ])
        try log.append([.noted(5), .noted(6)], to: StreamID(recorded: "past-3"))
    }
}

extension TestLog {
    /// Puts one exported event back.
    func restore(_ event: RecordedEvent, claims: [ClaimChange] = []) throws {
        _ = try batch { try command { try writer.restore(event, claims: claims) } }
    }
}
