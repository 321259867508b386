import EventLog
import JSON

extension EventActor {
    /// Writes one object of kind and id, as answers and exports show who acted (section 8).
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("kind", kind.word)
            writer.member("id", id)
        }
    }
}
