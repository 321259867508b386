import Synchronization
import TestSupport
import Testing

@testable import onboard

private let second: UInt64 = 1_000_000_000
private let rows = ProgressBar.Wording(doing: "importing", done: "imported", unit: "rows")

struct ProgressBarTests {
    private let wide = Rendition(width: 80)

    @Test func `a line shows share, time left, counts and rate`() {
        var bar = ProgressBar(rows, total: 262_200, startedAt: 7 * second)
        let first = bar.line(done: 0, at: 7 * second, wide)
        expectEqual(
            first?.text, "importing  ······························  0 %  0 of 262,200 rows")
        let later = bar.line(done: 65_550, at: 12 * second, wide)
        expectEqual(
            later?.text,
            "importing  ████▎············  25 %  15 s left  65,550 of 262,200 rows  13,110/s")
        let last = bar.line(done: 262_200, at: 27 * second, wide)
        expectEqual(
            last?.text,
            "importing  ██████████████████████████  100 %  262,200 of 262,200 rows  13,110/s")
    }

    @Test func `the line is drawn at most ten times a second`() {
        var bar = ProgressBar(rows, total: 100, startedAt: 0)
        var drawn = 0
        for millisecond in UInt64(0)..<1000 {
            let now = millisecond * 1_000_000
            if bar.line(done: Int(millisecond / 10), at: now, wide) != nil { drawn += 1 }
        }
        expectEqual(drawn, 10)
    }

    @Test func `the rate follows what happens now`() {
        var bar = ProgressBar(rows, total: nil, startedAt: 0)
        _ = bar.line(done: 1000, at: second, wide)
        expectEqual(
            bar.line(done: 1000, at: 2 * second, wide)?.text, "importing  1,000 rows  500/s")
        var text: String?
        for seconds in UInt64(3)...60 {
            text = bar.line(done: 1000, at: seconds * second, wide)?.text
        }
        expectEqual(text, "importing  1,000 rows  0.0/s")
    }

    @Test func `an unknown total shows no bar, share or time left`() {
        var bar = ProgressBar(rows, total: nil, startedAt: 0)
        expectEqual(
            bar.line(done: 5000, at: 2 * second, wide)?.text, "importing  5,000 rows  2,500/s")
    }

    @Test func `odd counts and clocks do no harm`() {
        var over = ProgressBar(rows, total: 10, startedAt: 5)
        expectEqual(over.line(done: 20, at: 5 * second, wide)?.text.contains("100 %"), true)
        var none = ProgressBar(rows, total: 0, startedAt: 5)
        expectEqual(none.line(done: 0, at: 5, wide)?.text.contains("100 %  0 of 0 rows"), true)
        var back = ProgressBar(rows, total: 10, startedAt: 5 * second)
        expectEqual(back.line(done: 5, at: 1, wide)?.text.contains("50 %  5 of 10 rows"), true)
        expectEqual(back.line(done: 1, at: 6 * second, wide)?.text.contains("10 %"), true)
        var slow = ProgressBar(rows, total: Int.max, startedAt: 0)
        expectEqual(slow.line(done: 1, at: UInt64.max / 2, wide)?.text.contains("left"), false)
    }

    @Test func `a line leaves the last column free`() {
        for width in 0...120 {
            var bar = ProgressBar(rows, total: 262_200, startedAt: 0)
            let line = bar.line(done: 110_124, at: 5 * second, Rendition(width: width))
            expectEqual(line.map(\.displayWidth).map { $0 <= max(width - 1, 0) }, true)
        }
    }

    @Test func `a narrow line keeps what matters most`() {
        let lines = [66, 40, 20].map { width in
            var bar = ProgressBar(rows, total: 262_200, startedAt: 0)
            return bar.line(done: 65_550, at: 5 * second, Rendition(width: width))?.text
        }
        expectEqual(
            lines,
            [
                "importing  25 %  15 s left  65,550 of 262,200 rows  13,110/s",
                "importing  ██▊········  25 %  15 s left", "importing  25 %",
            ])
    }

    @Test func `without Unicode the bar is ASCII`() {
        var bar = ProgressBar(rows, total: 4, startedAt: 0)
        let line = bar.line(done: 1, at: 0, Rendition(width: 40, usesUnicode: false))
        expectEqual(line?.text, "importing  ##.......  25 %  1 of 4 rows")
    }

    @Test func `the summary tells what was done, how long it took and how fast`() {
        let bar = ProgressBar(rows, total: 262_200, startedAt: 0)
        expectEqual(
            bar.summary(done: 262_200, at: 12_300_000_000).text,
            "imported 262,200 rows in 12.3 s (21,317/s)")
        expectEqual(bar.summary(done: 0, at: second).text, "imported 0 rows in 1.0 s")
        expectEqual(bar.summary(done: 5, at: 0).text, "imported 5 rows in 0 s")
        expectEqual(
            bar.summary(done: 9, at: 125 * second).text, "imported 9 rows in 2 min 05 s (0.1/s)")
    }
}

struct ProgressReportTests {
    private func report(
        isTerminal: Bool, erasesLines: Bool = true, _ body: (ProgressReport) -> Void
    ) -> String {
        let output = CapturedOutput()
        let terminal = output.terminal(
            isTerminal: isTerminal, Rendition(width: 40), erasesLines: erasesLines)
        let ticks = Mutex<UInt64>(0)
        // Every look at the clock is a second later.
        let clock = { @Sendable in
            ticks.withLock { ticks in
                ticks += second
                return ticks
            }
        }
        body(ProgressReport(rows, total: 10, on: terminal, clock: clock))
        return output.text
    }

    @Test func `on a terminal one line is drawn over and over`() {
        let text = report(isTerminal: true) { report in
            report.report(5)
            report.finish(10)
        }
        let line = "importing  50 %  1 s left  5 of 10 rows"
        expectEqual(text, "\r\(line)\u{1B}[K\rimported 10 rows in 2.0 s (5.0/s)\u{1B}[K\n")
    }

    @Test func `a terminal that erases nothing is overwritten with spaces`() {
        let text = report(isTerminal: true, erasesLines: false) { $0.report(5) }
        expectFalse(text.contains("\u{1B}"))
        expectEqual(text.first, "\r")
        expectEqual(text.last, "\r")
        expectEqual(text.displayWidth, 2 + 39)
    }

    @Test func `elsewhere only the summary is written`() {
        let text = report(isTerminal: false) { report in
            report.report(5)
            report.finish(10)
        }
        expectEqual(text, "imported 10 rows in 1.0 s (10/s)\n")
    }

    @Test func `abandoned work leaves a clean line`() {
        expectEqual(report(isTerminal: true) { $0.abandon() }, "\r\u{1B}[K")
        expectEqual(report(isTerminal: false) { $0.abandon() }, "")
    }
}
