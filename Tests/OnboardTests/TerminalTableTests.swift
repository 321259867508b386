import TestSupport
import Testing

@testable import onboard

struct TextTableTests {
    private func text(_ table: TextTable, width: Int?, usesUnicode: Bool = true) -> String {
        table.lines(Rendition(width: width, usesUnicode: usesUnicode)).map(\.text)
            .joined(separator: "\n")
    }

    private var streams: TextTable {
        var table = TextTable([
            .identifier("Stream"), .number("Events"), .text("Actor", isOptional: true),
            .flexible("Last event"),
        ])
        table.append([
            "session-01890a5d-ac96-774b-bcce", 13_087, "user:ana", "SignUpStarted at the desk",
        ])
        table.append(["tenant-7", 5, "system", "TenantCreated"])
        return table
    }

    @Test func `without a limit every cell is whole`() {
        let expected = """
            Stream                           Events  Actor     Last event
            session-01890a5d-ac96-774b-bcce  13,087  user:ana  SignUpStarted at the desk
            tenant-7                              5  system    TenantCreated
            """
        expectEqual(text(streams, width: nil), expected)
        expectEqual(text(streams, width: 200), expected)
        expectEqual(text(streams, width: 76), expected)
    }

    @Test func `the widest flexible columns shrink first`() {
        let expected = """
            Stream                 Events  Actor     Last event
            session-01…-774b-bcce  13,087  user:ana  SignUpStarted at the …
            tenant-7                    5  system    TenantCreated
            """
        expectEqual(text(streams, width: 63), expected)
    }

    @Test func `optional columns go when the rest is as small as it may be`() {
        let expected = """
            Stream          Events  Last event
            session…b-bcce  13,087  SignUpStart…
            tenant-7             5  TenantCreat…
            """
        expectEqual(text(streams, width: 36), expected)
    }

    @Test func `without Unicode the ellipsis is three dots`() {
        let lines = text(streams, width: 40, usesUnicode: false).split(separator: "\n")
        expectEqual(lines[1], "sessio...b-bcce  13,087  SignUpStarte...")
        expectTrue(lines.joined().utf8.allSatisfy { $0 < 0x7F })
    }

    @Test func `no line is ever wider than the terminal`() {
        var table = streams
        for (data, _) in HostileText.cases {
            table.append([.text(data), 1, .text(data), .text(data)])
        }
        table.append([.text(HostileText.long), .number(Int.min), "x", .text(HostileText.long)])
        for width in Array(0...24) + [30, 45, 60, 79, 80, 200] {
            for usesUnicode in [true, false] {
                let rendition = Rendition(width: width, usesUnicode: usesUnicode)
                let widest = table.lines(rendition).map(\.displayWidth).max()
                expectEqual(widest.map { $0 <= width }, true, "at \(width) columns")
            }
        }
    }

    @Test func `hostile cells keep the columns straight and the screen whole`() {
        var table = TextTable([.text("Data"), .text("End")])
        for (data, _) in HostileText.cases { table.append([.text(data), "|"]) }
        let lines = table.lines(Rendition())
        let ends = lines.dropFirst().map { String($0.text.dropLast()).displayWidth }
        expectEqual(Set(ends).count, 1)
        for line in lines {
            let rendered = line.rendered(Rendition())
            expectFalse(rendered.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x9B })
        }
    }

    @Test func `ten thousand characters in a cell cost one line`() {
        var table = TextTable([.number("Position"), .flexible("Data")])
        table.append([1, .text(String(repeating: "x\n", count: 5000))])
        let lines = table.lines(Rendition(width: 30))
        expectEqual(lines.count, 2)
        expectEqual(lines[1].text, "       1  " + #"x\nx\nx\nx\nx\nx\nx…"#)
    }

    @Test func `numbers line up at the right, with or without thousands`() {
        var table = TextTable([.number("Grouped"), .number("Plain", groupsThousands: false)])
        table.append([1_234_567, 1_234_567])
        table.append([.number(orMissing: nil), -1])
        expectEqual(
            text(table, width: nil),
            """
              Grouped    Plain
            1,234,567  1234567
                    –       -1
            """)
    }

    @Test func `a number that does not fit is not shown as a smaller one`() {
        var table = TextTable([.number("Count"), .text("")])
        table.append([1_234_567, "abc"])
        let lines = table.lines(Rendition(width: 9))
        expectEqual(lines[1].text, "   …  abc")
    }

    @Test func `without titles there is no title row`() {
        var table = TextTable([.text(""), .text("")])
        table.append(["a", "b"])
        expectEqual(text(table, width: nil), "a  b")
    }

    @Test func `a table without rows shows its titles`() {
        expectEqual(text(TextTable([.text("A"), .number("B")]), width: nil), "A  B")
    }

    @Test func `lines do not end in spaces`() {
        var table = TextTable([.text("Name"), .text("Note")])
        table.append(["long name here", ""])
        table.append(["x", "y"])
        expectTrue(table.lines(Rendition()).allSatisfy { $0.text.last != " " })
    }

    @Test func `styles survive cutting and padding`() {
        var table = TextTable([.flexible("", minimum: 2), .text("")])
        table.append([.text("abcdef", .bad), "|"])
        table.append([.text("a", .bad), "|"])
        let lines = table.lines(Rendition(width: 6))
        let cut: StyledText = StyledText("ab", .bad) + StyledText("…", .muted) + StyledText("  |")
        let padded: StyledText = StyledText("a", .bad) + StyledText("    |")
        expectEqual(lines[0], cut)
        expectEqual(lines[1], padded)
    }

    @Test func `a bar takes what the others leave, within its bounds`() {
        var table = TextTable([.text(""), .bar(minimum: 4, maximum: 20), .number("")])
        table.append(["all", .bar(1, .plain), 1])
        let widths = [100, 20, 14, 12].map { width in
            table.lines(Rendition(width: width))[0].text.filter { $0 == "█" }.count
        }
        expectEqual(widths, [20, 12, 6, 4])
    }
}

struct BarTests {
    @Test(arguments: [
        (0.0, ""), (1.0, "████"), (0.5, "██"), (0.53125, "██▏"), (0.0001, "▏"), (0.9999, "███▉"),
        (-1, ""), (7, "████"), (.nan, ""), (.infinity, "████"), (-.infinity, ""),
        (.greatestFiniteMagnitude, "████"), (.leastNonzeroMagnitude, "▏"),
    ])
    func `a bar is made of eighths and never lies about all or nothing`(
        _ fraction: Double, _ expected: String
    ) {
        expectEqual(Bar.text(fraction, width: 4, usesUnicode: true), expected)
    }

    @Test(arguments: [
        (0.0, ""), (1.0, "####"), (0.5, "##"), (0.01, "#"), (0.99, "###"), (.nan, ""),
    ])
    func `without Unicode a bar is made of number signs`(_ fraction: Double, _ expected: String) {
        expectEqual(Bar.text(fraction, width: 4, usesUnicode: false), expected)
    }

    @Test func `a bar has its width at every fraction`() {
        for width in [-1, 0, 1, 7, 40] {
            for step in 0...1000 {
                let bar = Bar.text(Double(step) / 1000, width: width, usesUnicode: true)
                expectTrue(bar.displayWidth <= max(width, 0))
            }
        }
    }

    @Test func `shares are guarded against everything that is no share`() {
        expectEqual(Bar.fraction(1, of: 4), 0.25)
        expectEqual(Bar.fraction(5, of: 4), 1)
        expectEqual(Bar.fraction(-1, of: 4), 0)
        expectEqual(Bar.fraction(1, of: 0), 0)
        expectEqual(Bar.fraction(1, of: -1), 0)
        expectEqual(Bar.fraction(.nan, of: 1), 0)
        expectEqual(Bar.fraction(1, of: .nan), 0)
        expectEqual(Bar.fraction(.infinity, of: .infinity), 0)
        expectEqual(Bar.fraction(.infinity, of: 1), 1)
        expectEqual(Bar.fraction(1, of: .infinity), 0)
    }
}

struct ChartTests {
    private func text(_ table: TextTable, width: Int, usesUnicode: Bool = true) -> String {
        table.lines(Rendition(width: width, usesUnicode: usesUnicode)).map(\.text)
            .joined(separator: "\n")
    }

    private let loans = FunnelChart(
        [
            .init(name: "submitted", subjects: 13_087, fromFirst: 1, open: 20, lost: 5_700),
            .init(
                name: "pre-accepted", subjects: 7_367, fromFirst: 0.5629, fromPrevious: 0.5629,
                dropOff: 5_720, open: 14, lost: 2_240, medianSeconds: 90, p90Seconds: 240),
            .init(
                name: "accepted", subjects: 5_113, fromFirst: 0.3907, fromPrevious: 0.694,
                dropOff: 2_254, open: 3, lost: 95),
            .init(
                name: "finalised", subjects: 5_015, fromFirst: 0.3832, fromPrevious: 0.9808,
                dropOff: 98, open: 0, lost: 2_769),
            .init(
                name: "activated", subjects: 2_246, fromFirst: 0.1716, fromPrevious: 0.4479,
                dropOff: 2_769, open: 0, lost: 0),
        ], worstLeak: 0)

    @Test func `a funnel shows the worst leak`() {
        let expected = """
            Stage                  Subjects  Of first  Open   Lost      Median
            submitted     ███████    13,087   100.0 %    20  5,700           –  ← worst leak
            pre-accepted  ████        7,367    56.3 %    14  2,240  1 min 30 s
            accepted      ██▊         5,113    39.1 %     3     95           –
            finalised     ██▋         5,015    38.3 %     0  2,769           –
            activated     █▎          2,246    17.2 %     0      0           –
            """
        expectEqual(text(loans.table, width: 80), expected)
    }

    @Test func `a narrow funnel keeps names, bars, counts and the leak`() {
        let expected = """
            Stage                  Subjects
            submitted     #######    13,087  <- worst leak
            pre-accepted  ####        7,367
            accepted      ###         5,113
            finalised     ###         5,015
            activated     #           2,246
            """
        expectEqual(text(loans.table, width: 46, usesUnicode: false), expected)
    }

    @Test func `a wide funnel tells what became of those who stopped`() {
        let lines = text(loans.table, width: 120).split(separator: "\n")
        let after = lines[2].split(separator: " ").dropFirst(8).joined(separator: " ")
        expectEqual(after, "14 2,240 1 min 30 s 4 min 00 s", "\(lines[2])")
    }

    @Test func `a funnel without anybody divides by nothing`() {
        let empty = FunnelChart([
            .init(name: "a", subjects: 0, open: 0, lost: 0),
            .init(name: "b", subjects: 0, dropOff: 0, open: 0, lost: 0),
        ])
        let lines = text(empty.table, width: 60).split(separator: "\n")
        expectEqual(lines[2].split(separator: " ").prefix(5), ["b", "0", "–", "0", "0"])
    }

    @Test func `a funnel without stages is only its titles`() {
        expectEqual(FunnelChart([]).table.lines(Rendition(width: 60)).count, 1)
    }

    @Test func `a chart scales to its greatest finite value`() {
        let chart = BarChart(rows: [
            .init(label: "half", value: 5), .init(label: "all", value: 10),
            .init(label: "none", value: 0), .init(label: "nan", value: .nan),
            .init(label: "less", value: -4), .init(label: "endless", value: .infinity),
            .init(label: "noted", value: 2.5, note: "a note"),
        ])
        let expected = """
            half     ██████             5
            all      ████████████      10
            none                        0
            nan                         –
            less                       -4
            endless  ████████████       –
            noted    ███           a note
            """
        expectEqual(text(chart.table, width: 29), expected)
        expectEqual(text(BarChart(rows: []).table, width: 29), "")
    }
}
