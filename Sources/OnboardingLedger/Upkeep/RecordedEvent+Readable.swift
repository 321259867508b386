import EventLog
import JSON
import Onboarding
import ReadModels

extension RecordedEvent {
    /// Refuses an event that this program could not read again, whatever its hash says: it would
    /// stop its stream, and the views with it (contracts L10, L15).
    ///
    /// A team's own types have no schema: of those only what every fold reads must be there.
    func requireReadable(line: Int) throws(RestoreLineError) {
        guard let obstacle else { return }
        throw RestoreLineError(line: line, at: position, obstacle)
    }

    /// What keeps this program from reading it, as the rest of a sentence; nil when nothing does.
    private var obstacle: String? {
        if let kind, type.schemaVersion > kind.schemaVersion {
            return "it is \(type.name) of schema version \(type.schemaVersion), which only a newer "
                + "program knows; this one knows it up to version \(kind.schemaVersion)"
        }
        do {
            try readAlone()
            return nil
        } catch { return "its payload cannot be read as \(type.name): \(error)" }
    }

    /// Reads it as its stream's fold would, and forgets it.
    private func readAlone() throws {
        let newest = try Upcasting.domain.newest(
            Upcasting.Payload(type: type, data: data, personal: personal))
        try unsafe newest.data.withUnsafeBytes { data in
            guard let personal = newest.personal else {
                return try unsafe read(data, nil)
            }
            try unsafe personal.withUnsafeBytes { try unsafe read(data, $0) }
        }
    }

    private func read(_ data: UnsafeRawBufferPointer, _ personal: UnsafeRawBufferPointer?) throws {
        if let kind { unsafe try kind.read(data: data, personal: personal) }
        guard kind == nil || kind?.family == .declared else { return }
        var state = SubjectState(category: String(stream.category))
        unsafe try state.apply(
            type: type.name, kind: kind, data: data, personal: personal, at: time)
    }
}
