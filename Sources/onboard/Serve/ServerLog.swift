import API
import Glibc
import Time

/// Writes the server's log to standard error: text, or with `ONBOARD_LOG=json` one object a line.
struct ServerLog: Sendable {
    /// How lines are written.
    enum Form: String, Sendable, CaseIterable {
        case text, json
    }

    private let form: Form
    private let clock: any WallClock
    private let sink: any OutputSink

    init(
        _ form: Form, clock: any WallClock = SystemClock(),
        sink: any OutputSink = FileDescriptorSink(STDERR_FILENO)
    ) {
        (self.form, self.clock, self.sink) = (form, clock, sink)
    }

    /// One write for each line, so that lines of several threads do not mix.
    func write(_ line: LogLine) {
        let now = clock.now()
        // Facts may hold anything: made visible, they cannot break a line or move a cursor.
        let text =
            switch form {
            case .text: line.text(at: now).visible()
            case .json: line.json(at: now)
            }
        sink.write(text + "\n")
    }
}
