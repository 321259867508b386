import EventLog
import Onboarding
import Time

extension ErasedLoss {
    /// Takes what the vault keeps of the person out of it and remembers that they were erased, as
    /// the erasure itself does; for a stream that lost everything personal.
    ///
    /// - Parameter log: sees what was committed before.
    func forgetPerson(
        of stream: StreamID, in vault: Vault, _ serverKey: [UInt8], _ log: LogReader,
        now: Timestamp
    ) throws {
        var traces = PersonTraces()
        traces.streams = [stream]
        traces.emails = emails
        if let user = try log.userID(of: stream) { traces.userIDs = [user] }
        let found = try PersonSecrets.Search(of: traces, log)
        try PersonSecrets(of: traces, found, log, now: now).remove(from: vault)
        try ErasedNames(serverKey: serverKey).remember(erasureID, of: traces, in: vault)
    }
}

extension LogReader {
    /// The newest erasure that names an event, by the marks in the event's stream.
    func newestErasure(of event: RecordedEvent) throws -> (id: String, remains: ToldRemains)? {
        let position = event.position.rawValue
        for note in try erasureNotes(of: event.stream).reversed() {
            guard let stream = StreamID("erasure-\(note.erasureID)") else { continue }
            var told = ToldErasures()
            for telling in try events(of: stream, limit: .max) {
                guard let erasure = try RecordedErasure.reading.read(telling) else { continue }
                told.add(erasure, toldBy: telling)
            }
            if let remains = told.remains(in: position...position)[position] {
                return (note.erasureID, remains)
            }
        }
        return nil
    }

    /// Whether a stream has the mark that it lost everything personal to an erasure.
    func hasLostAll(_ stream: StreamID, to erasureID: String) throws -> Bool {
        var filter = EventFilter()
        filter.stream = stream
        filter.types = [EventKind.personalDataErased.rawValue]
        return try events(matching: filter, limit: .max).contains { event in
            guard case .dataErased(let mark)? = try ErasureEvent.decoded(event) else {
                return false
            }
            return mark.extent == .all && mark.erasureID == erasureID
        }
    }
}
