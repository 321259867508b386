import JSON
import ReadModels

extension StreamState {
    /// Writes `{stream, version, leftOut?, state, erasures?}` (contract L8).
    ///
    /// `leftOut` counts the events up to that version which had not occurred by the time asked
    /// for: such a state is that of no version.
    package func write(_ erasures: [ErasureNote], to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("stream", stream.name)
            writer.member("version", version.rawValue)
            if leftOutCount > 0 { writer.member("leftOut", leftOutCount) }
            writer.member("state", raw: state)
            ErasureNote.write(erasures, to: &writer)
        }
    }
}
