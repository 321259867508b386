import Synchronization

@testable import onboard

/// Keeps what a command wrote, for tests of any command.
final class CapturedOutput: OutputSink {
    private let written = Mutex("")

    var text: String { written.withLock { $0 } }
    var loss: Int32? { nil }

    func write(_ text: String) -> Bool {
        written.withLock { $0 += text }
        return true
    }

    /// A terminal that writes here.
    func terminal(
        isTerminal: Bool = false, _ rendition: Rendition = Rendition(width: 80),
        erasesLines: Bool = true
    ) -> Terminal {
        Terminal(
            isTerminal: isTerminal, rendition: rendition, erasesLines: erasesLines, sink: self)
    }
}

/// Data made to break a screen, each with what must be shown instead.
enum HostileText {
    static let cases: [(data: String, shown: String)] = [
        ("plain ~!", "plain ~!"),
        ("\u{1B}[2J\u{1B}]0;title\u{7}", #"\e[2J\e]0;title\u{7}"#),
        ("a\tb\nc\r\nd\0e", #"a\tb\nc\r\nd\0e"#),
        ("\u{7F}\u{8}", #"\u{7F}\u{8}"#),
        ("\u{9B}31m\u{85}", #"\u{9B}31m\u{85}"#),
        ("abc\u{202E}fed\u{202C}", #"abc\u{202E}fed\u{202C}"#),
        ("\u{200F}x\u{200E}\u{2066}\u{2069}", #"\u{200F}x\u{200E}\u{2066}\u{2069}"#),
        ("a\u{200B}b\u{FEFF}\u{AD}c", #"a\u{200B}b\u{FEFF}\u{AD}c"#),
        ("a\u{2028}b\u{2029}", #"a\u{2028}b\u{2029}"#),
        ("a\u{200D}b\u{FE0E}", #"a\u{200D}b\u{FE0E}"#),
        ("\u{E0041}\u{E007F}", #"\u{E0041}\u{E007F}"#),
        ("\u{3164}\u{115F}", #"\u{3164}\u{115F}"#),
        ("e\u{301}", "e\u{301}"),
        ("日本語", "日本語"),
        ("👩‍👩‍👧‍👦 ❤️ 1️⃣", "👩‍👩‍👧‍👦 ❤️ 1️⃣"),
        (
            "a" + String(repeating: "\u{300}", count: 9),
            "a" + String(repeating: "\u{300}", count: 8) + "…"
        ),
    ]

    static let long = String(repeating: "long\u{1B}[31m\u{202E}日本", count: 1000)
}
