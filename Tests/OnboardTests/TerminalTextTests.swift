import JSON
import TestSupport
import Testing

@testable import onboard

struct VisibleTextTests {
    @Test func `JSON that a person looks at moves no cursor, and says the same`() throws {
        let data = "{\"a\":\"x\u{9B}2J\u{202E}y\u{E0001}é😀\"}\n{}\n"
        let shown = data.visibleJSON()
        expectEqual(shown, "{\"a\":\"x\\u009b2J\\u202ey\\udb40\\udc01é😀\"}\n{}\n")
        let line = Array(shown.utf8.prefix { $0 != 0x0A })
        try expectEqual(JSONValue(parsing: line)["a"], "x\u{9B}2J\u{202E}y\u{E0001}é😀")
        expectEqual("\"ś\"\n".visibleJSON(usesUnicode: false), "\"\\u015b\"\n")
        expectEqual("{}\n".visibleJSON(), "{}\n")
    }

    @Test func `values on a terminal are harmless, and for a program as they are`() {
        let table = "name,note\r\n\"a\u{9B}2J\",\"x\r\n\"\"y\"\"\"\r\n"
        let (screen, pipe) = (CapturedOutput(), CapturedOutput())
        screen.terminal(isTerminal: true).write(csv: table)
        pipe.terminal().write(csv: table)
        expectEqual(pipe.text, table)
        expectEqual(screen.text, "name,note\n\"a\\u{9B}2J\",\"x\\r\\n\"\"y\"\"\"\n")
        let drawing = CapturedOutput()
        drawing.terminal(isTerminal: true).write(drawing: "a --> \"b\u{202E}\n\"c\n")
        expectEqual(drawing.text, "a --> \"b\\u{202E}\n\"c\n")
    }

    @Test(arguments: HostileText.cases)
    func `what a terminal would obey or hide is written out`(_ data: String, _ shown: String) {
        expectEqual(Array(data.visible().unicodeScalars), Array(shown.unicodeScalars))
    }

    @Test(arguments: HostileText.cases)
    func `visible text stays as it is`(_ data: String, _: String) {
        let once = data.visible()
        expectEqual(Array(once.visible().unicodeScalars), Array(once.unicodeScalars))
    }

    @Test func `no dangerous character is shown raw after a letter`() {
        for value in UInt32(0)...0x2_FFFF {
            guard let scalar = Unicode.Scalar(value), scalar.isHidden else { continue }
            let shown = "a\(Character(scalar))".visible()
            let code = String(value, radix: 16)
            expectFalse(shown.unicodeScalars.dropFirst().contains(scalar), "U+\(code)")
        }
    }

    @Test func `ten thousand marks on one letter become a few`() {
        let shown = ("a" + String(repeating: "\u{301}", count: 10_000)).visible()
        expectEqual(shown.unicodeScalars.count, 10)
        expectEqual(shown.displayWidth, 2)
    }

    @Test func `without Unicode only ASCII is written`() {
        expectEqual("é日…".visible(usesUnicode: false), #"\u{E9}\u{65E5}..."#)
        expectEqual("a — b · ← →\u{A0}µs".visible(usesUnicode: false), "a - b . <- -> us")
        for (data, _) in HostileText.cases {
            let shown = data.visible(usesUnicode: false)
            expectTrue(shown.utf8.allSatisfy { (0x20..<0x7F).contains($0) })
        }
    }
}

struct DisplayWidthTests {
    @Test(arguments: [
        ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("ｱ", 1), ("Ａ", 2), ("한글", 4),
        ("\u{1112}\u{1161}\u{11AB}", 2), ("😀", 2), ("👩‍👩‍👧‍👦", 2), ("🇩🇪", 2), ("❤️", 2), ("❤", 1),
        ("1️⃣", 2), ("…", 1), ("█", 1), ("का", 2), ("\u{300}", 0), ("👍🏽", 2), ("ไทย", 3), ("𝒜", 1),
        ("🀄", 2), ("𠀀", 2),
    ])
    func `columns are counted as terminals do`(_ text: String, _ width: Int) {
        expectEqual(text.displayWidth, width)
    }

    @Test func `the quick way to measure agrees with the thorough one and lets nothing hidden by`()
    {
        for value in UInt32(0)...0x2_FFFF {
            guard let scalar = Unicode.Scalar(value), let quick = String(scalar).simpleWidth
            else { continue }
            let code = String(value, radix: 16)
            expectEqual(quick, Character(scalar).displayWidth, "U+\(code)")
            expectTrue(!scalar.isHidden && !scalar.isCombiningMark, "U+\(code)")
        }
    }
}

struct StyledTextTests {
    private let plain = Rendition()
    private let colored = Rendition(usesColor: true)

    @Test func `spans of the same meaning become one`() {
        var text = StyledText("a", .good)
        text.append("b", .good)
        text.append("", .bad)
        text += StyledText("c")
        expectEqual(text.spans, [.init(text: "ab", style: .good), .init(text: "c", style: .plain)])
        expectEqual(text.text, "abc")
    }

    @Test func `colour is written only where it is understood`() {
        let text = StyledText("bad", .bad) + " and " + StyledText("good", .good)
        expectEqual(text.rendered(plain), "bad and good")
        expectEqual(text.rendered(colored), "\u{1B}[31mbad\u{1B}[0m and \u{1B}[32mgood\u{1B}[0m")
    }

    @Test func `every meaning but plain looks different from plain`() {
        for style in TextStyle.allCases {
            expectEqual((style.graphicRendition == nil), (style == .plain))
        }
    }

    @Test func `data cannot end its own colour`() {
        let text = StyledText("x\u{1B}[0m", .warning)
        expectEqual(text.rendered(colored), "\u{1B}[33mx\\e[0m\u{1B}[0m")
    }

    @Test func `an interpolated literal is plain text`() {
        let text: StyledText = "\(1 + 1) of 3"
        expectEqual(text, StyledText("2 of 3"))
    }

    @Test(arguments: [
        (10, "abcdefghij"), (9, "abcdefgh…"), (2, "a…"), (1, "…"), (0, ""), (-1, ""),
    ])
    func `the tail gives way to an ellipsis`(_ width: Int, _ expected: String) {
        let text = StyledText("abcde", .good) + StyledText("fghij", .bad)
        expectEqual(text.truncated(to: width, ellipsis: "…").text, expected)
    }

    @Test(arguments: [(10, "abcdefghij"), (9, "abcd…ghij"), (4, "ab…j"), (2, "a…"), (1, "…")])
    func `the middle gives way to an ellipsis`(_ width: Int, _ expected: String) {
        let text = StyledText("abcde", .good) + StyledText("fghij", .bad)
        expectEqual(text.truncated(to: width, .middle, ellipsis: "…").text, expected)
    }

    @Test func `a wide character is never cut in two`() {
        let text = StyledText("日本語")
        expectEqual(text.truncated(to: 5, ellipsis: "…").text, "日本…")
        expectEqual(text.truncated(to: 4, ellipsis: "…").text, "日…")
        expectEqual(text.truncated(to: 4, .middle, ellipsis: "…").text, "日…")
        expectEqual(text.truncated(to: 5, ellipsis: "...").text, "日...")
        expectEqual(text.truncated(to: 2, ellipsis: "...").text, "..")
    }

    @Test func `spaces at the end are removed across spans`() {
        let text = StyledText("a ", .good) + StyledText("  ") + StyledText(" ", .muted)
        expectEqual(text.withoutTrailingSpaces, StyledText("a", .good))
        expectTrue(StyledText("   ").withoutTrailingSpaces.isEmpty)
    }

    @Test func `a heading breaks at spaces and keeps its styles`() {
        let text =
            StyledText("4 subjects entered", .heading) + StyledText(" · as of event 9", .muted)
        expectEqual(text.wrapped(to: 80), [text])
        let lines = text.wrapped(to: 20)
        expectEqual(lines.map(\.text), ["4 subjects entered ·", "as of event 9"])
        expectEqual(lines[1], StyledText("as of event 9", .muted))
    }
}
