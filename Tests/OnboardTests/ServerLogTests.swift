import API
import Dispatch
import JSON
import TestSupport
import Testing

@testable import onboard

/// O1: the server's log holds up nobody who serves.
struct ServerLogTests {
    /// A reader that stands still until it is let go on.
    private final class SlowReader: OutputSink {
        let output = CapturedOutput()
        private let gate = DispatchSemaphore(value: 0)
        var loss: Int32? { nil }

        func goOn() { gate.signal() }

        func write(_ text: String) -> Bool {
            gate.wait()
            defer { gate.signal() }
            return output.write(text)
        }
    }

    @Test func `what a reader that stands still does not take is left out and counted`() throws {
        let reader = SlowReader()
        let log = ServerLog(.json, sink: reader)
        let text = String(repeating: "x", count: 1000)
        let count = 2 * ServerLog.waitingBytesMax / text.utf8.count
        for number in 0..<count {
            log.write(
                LogLine(.info, text, ["number": .number(JSONNumber(number))]))
        }
        log.finish()
        expectTrue(reader.output.text.isEmpty, "nobody waited for the reader")
        reader.goOn()
        log.write(LogLine(.info, "is there room again?"))
        log.finish()
        let lines = try reader.output.text.split(separator: "\n").map {
            try JSONValue(parsing: String($0))
        }
        let told = lines.filter { $0["what"]?.stringValue == text }
        expectEqual(told.map { $0["number"]?.intValue }, Array(0..<told.count))
        let gaps = lines.filter { $0["what"] == "log lines left out" }
        let missing = gaps.reduce(0) { $0 + ($1["count"]?.intValue ?? 0) }
        let isLastThere = lines.contains { $0["what"] == "is there room again?" }
        expectTrue(told.count > 100 && missing == count - told.count + (isLastThere ? 0 : 1))
    }
}
