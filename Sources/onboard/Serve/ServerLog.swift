import API
import Dispatch
import Glibc
import JSON
import Synchronization
import Time

/// Writes the server's log to standard error: text, or with `ONBOARD_LOG=json` one object a line.
///
/// Lines wait for a thread of their own, so that a reader that stands still holds up nobody who
/// serves. What does not fit in meanwhile is left out and counted.
final class ServerLog: Sendable {
    /// How lines are written.
    enum Form: String, Sendable, CaseIterable {
        case text, json
    }

    /// Some thousands of lines.
    static let waitingBytesMax = 1 << 20
    /// How long the last lines are waited for.
    private static let farewell = DispatchTimeInterval.seconds(1)

    private struct State {
        var waitingBytes = 0
        var omitted = 0
    }

    private let form: Form
    private let clock: any WallClock
    private let sink: any OutputSink
    private let queue = DispatchQueue(label: "log")
    private let state = Mutex(State())

    init(
        _ form: Form, clock: any WallClock = SystemClock(),
        sink: any OutputSink = FileDescriptorSink(STDERR_FILENO)
    ) {
        (self.form, self.clock, self.sink) = (form, clock, sink)
    }

    /// Returns at once; the line's time is now.
    func write(_ line: LogLine) {
        let text = text(line)
        let isTaken = state.withLock { state in
            guard state.waitingBytes + text.utf8.count <= Self.waitingBytesMax else {
                state.omitted += 1
                return false
            }
            state.waitingBytes += text.utf8.count
            return true
        }
        if isTaken { queue.async { self.pass(text) } }
    }

    /// Waits for what was written until now, though not for a reader that stands still.
    func finish() {
        let group = DispatchGroup()
        queue.async(group: group) {}
        _ = group.wait(timeout: .now() + Self.farewell)
    }

    /// One write for each line; behind a gap it says how long the gap is.
    private func pass(_ text: String) {
        sink.write(text)
        let omitted = state.withLock { state in
            state.waitingBytes -= text.utf8.count
            defer { state.omitted = 0 }
            return state.omitted
        }
        guard omitted > 0 else { return }
        sink.write(
            self.text(
                LogLine(
                    .warning, "log lines left out", ["count": .number(JSONNumber(omitted))])))
    }

    /// Facts may hold anything: made visible, they cannot break a line or move a cursor.
    private func text(_ line: LogLine) -> String {
        let now = clock.now()
        return switch form {
        case .text: line.text(at: now).visible() + "\n"
        case .json: line.json(at: now) + "\n"
        }
    }
}
