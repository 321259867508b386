import Glibc
import TestSupport
import Testing

@testable import onboard

struct QuantityTests {
    @Test(arguments: [
        (0, "0"), (7, "7"), (999, "999"), (1000, "1,000"), (13_087, "13,087"),
        (-1_234_567, "-1,234,567"), (Int.max, "9,223,372,036,854,775,807"),
        (Int.min, "-9,223,372,036,854,775,808"),
    ])
    func `thousands are separated`(_ number: Int, _ text: String) {
        expectEqual(Quantity.grouped(number), text)
    }

    @Test(arguments: [
        (0.0, 1, "0.0"), (1.05, 1, "1.1"), (0.049, 1, "0.0"), (-0.04, 1, "0.0"), (-1.5, 1, "-1.5"),
        (1234.5, 2, "1,234.50"), (9.995, 0, "10"), (.nan, 1, "–"), (.infinity, 1, "–"),
        (1e300, 1, "1e+300"),
    ])
    func `decimals are fixed`(_ number: Double, _ places: Int, _ text: String) {
        expectEqual(Quantity.fixed(number, places: places), text)
    }

    @Test(
        arguments: [
            (nil, "–"), (0, "0.0 %"), (1, "100.0 %"), (0.5629, "56.3 %"), (0.00001, "<0.1 %"),
            (0.99999, ">99.9 %"), (0.9994, "99.9 %"), (2, "200.0 %"), (-0.5, "-50.0 %"),
            (.nan, "–"),
        ] as [(Double?, String)])
    func `shares are honest at both ends`(_ fraction: Double?, _ text: String) {
        expectEqual(Quantity.percentage(fraction), text)
    }

    @Test(arguments: [
        (0.0, "0 s"), (12e-9, "12 ns"), (12.34e-6, "12.3 µs"), (1.234e-3, "1.23 ms"),
        (0.42, "420 ms"), (0.9994, "999 ms"), (0.9996, "1.0 s"), (12.34, "12.3 s"),
        (59.94, "59.9 s"), (59.96, "1 min 00 s"), (185, "3 min 05 s"), (3599.6, "1 h 00 min"),
        (7440, "2 h 04 min"), (86_399, "23 h 59 min"), (86_400, "1 d 0 h"),
        (443_000, "5 d 3 h"), (1e9, "11,574 d 1 h"), (-2, "-2.0 s"), (.nan, "–"),
        (.infinity, "–"), (1e300, "–"),
    ])
    func `spans of time have at most two units`(_ seconds: Double, _ text: String) {
        expectEqual(Quantity.duration(seconds: seconds), text)
    }

    @Test func `spans of time come in several units`() {
        expectEqual(Quantity.duration(wholeSeconds: 15), "15 s")
        expectEqual(Quantity.duration(wholeSeconds: 75), "1 min 15 s")
    }

    @Test(arguments: [
        (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1536, "1.5 KiB"),
        (1_048_575, "1.0 MiB"), (5_000_000_000, "4.7 GiB"), (Int.max, "8.0 EiB"),
        (-2048, "-2.0 KiB"),
    ])
    func `sizes are powers of 1,024`(_ bytes: Int, _ text: String) {
        expectEqual(Quantity.byteSize(bytes), text)
    }

    @Test func `slow rates have a decimal`() {
        expectEqual(Quantity.rate(21_317.4), "21,317/s")
        expectTrue(Quantity.rate(2.55) == "2.5/s" || Quantity.rate(2.55) == "2.6/s")
        expectEqual(Quantity.rate(.nan), "–")
    }
}

struct TerminalSurroundingsTests {
    private func rendition(
        isTerminal: Bool = true, columns: Int? = nil, _ environment: [String: String] = [:],
        allowsColor: Bool = true
    ) -> Rendition {
        TerminalSurroundings(isTerminal: isTerminal, columns: columns, environment: environment)
            .rendition(allowsColor: allowsColor)
    }

    @Test func `colour needs a terminal and nobody who refuses it`() {
        expectTrue(rendition(["TERM": "xterm"]).usesColor)
        expectFalse(rendition(isTerminal: false).usesColor)
        expectFalse(rendition(["NO_COLOR": "1"]).usesColor)
        expectTrue(rendition(["NO_COLOR": ""]).usesColor)
        expectFalse(rendition(["TERM": "dumb"]).usesColor)
        expectFalse(rendition(allowsColor: false).usesColor)
    }

    @Test func `the window's width comes before the variable's`() {
        expectEqual(rendition(columns: 120, ["COLUMNS": "90"]).width, 120)
        expectEqual(rendition(["COLUMNS": "90"]).width, 90)
        expectEqual(rendition().width, 80)
    }

    @Test func `off a terminal lines are as long as they like unless told otherwise`() {
        expectNil(rendition(isTerminal: false).width)
        expectEqual(rendition(isTerminal: false, ["COLUMNS": "90"]).width, 90)
    }

    @Test(arguments: ["0", "-5", "x", "", "99999999999999999999"])
    func `nonsense in the variable is ignored`(_ columns: String) {
        expectEqual(rendition(["COLUMNS": columns]).width, 80)
    }

    @Test func `the first locale variable that is set decides about Unicode`() {
        expectTrue(rendition(["LANG": "de_DE.UTF-8"]).usesUnicode)
        expectTrue(rendition(["LC_ALL": "", "LC_CTYPE": "C.utf8"]).usesUnicode)
        expectFalse(rendition(["LC_ALL": "C", "LANG": "de_DE.UTF-8"]).usesUnicode)
        expectFalse(rendition().usesUnicode)
    }

    @Test func `prose has a width of its own within bounds`() {
        expectEqual(Rendition(width: nil).proseWidth, 80)
        expectEqual(Rendition(width: 3).proseWidth, 24)
        expectEqual(Rendition(width: 300).proseWidth, 100)
    }
}

struct TerminalTests {
    @Test func `lines, tables and raw text reach the sink in order`() {
        let output = CapturedOutput()
        let terminal = output.terminal()
        terminal.line(StyledText("a\nb", .good))
        terminal.lines(["c", "d"])
        terminal.lines([])
        var table = TextTable([.text("T")])
        table.append([.text("e\u{1B}")])
        terminal.table(table)
        terminal.write(raw: "{\"f\":\n1}")
        terminal.line()
        expectEqual(output.text, "a\\nb\nc\nd\nT\ne\\e\n{\"f\":\n1}\n")
    }

    @Test func `all bytes reach a pipe, and a closed one is noticed`() throws {
        var ends: [Int32] = [-1, -1]
        try required(unsafe pipe(&ends) == 0)
        let sink = FileDescriptorSink(ends[1])
        expectTrue(sink.write("héllo"))
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = unsafe read(ends[0], &bytes, bytes.count)
        expectEqual(String(decoding: bytes.prefix(count), as: UTF8.self), "héllo")
        close(ends[1])
        close(ends[0])
        expectFalse(FileDescriptorSink(-1).write("x"))
        expectTrue(FileDescriptorSink(-1).write(""))
    }

    @Test func `a pipe is no terminal`() {
        // Descriptors of a test run are not promised; the decision is tested without them above.
        let terminal = Terminal.standardOutput(environment: ["COLUMNS": "33", "LANG": "C.UTF-8"])
        expectTrue(terminal.rendition.usesUnicode)
        if !terminal.isTerminal { expectEqual(terminal.rendition, Rendition(width: 33)) }
    }

    @Test func `only variables that were asked for and are set are read`() {
        let values = ProcessEnvironment.read(["PATH", "ONBOARD_NEVER_SET_BY_ANYBODY"])
        expectEqual(Set(values.keys), ["PATH"])
        expectEqual(values["PATH"]?.isEmpty, false)
    }
}
