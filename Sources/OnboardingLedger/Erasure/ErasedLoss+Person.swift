import EventLog
import Onboarding
import Time

extension ErasedLoss {
    /// Takes what the vault keeps of persons out of it and remembers that they were erased, as the
    /// erasure itself does; for streams that lost everything personal.
    ///
    /// Looks through the vault once, however many streams they are: the writer waits for it.
    /// - Parameter log: sees what was committed before.
    static func forgetPersons(
        _ losses: [StreamID: ErasedLoss], in vault: Vault, _ serverKey: [UInt8], _ log: LogReader,
        now: Timestamp
    ) throws {
        if losses.isEmpty { return }
        let names = ErasedNames(serverKey: serverKey)
        var all = PersonTraces()
        for (stream, loss) in losses {
            var traces = PersonTraces()
            traces.streams = [stream]
            traces.emails = loss.emails
            try names.remember(loss.erasureID, of: traces, in: vault)
            all.streams.insert(stream)
            all.emails.formUnion(loss.emails)
            if let user = try log.userID(of: stream) { all.userIDs.insert(user) }
        }
        let found = try PersonSecrets.Search(of: all, log)
        try PersonSecrets(of: all, found, log, now: now).remove(from: vault)
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
