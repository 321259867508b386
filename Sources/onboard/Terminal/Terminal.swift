import Glibc

/// Where a command's text goes, and what that place understands.
struct Terminal: Sendable {
    /// True when a person looks at it; false for a pipe or a file.
    let isTerminal: Bool
    /// How text is laid out there; the same as long as the process runs.
    let rendition: Rendition
    /// False for `TERM=dumb`, which knows no escape sequence at all.
    let erasesLines: Bool
    let sink: any OutputSink

    init(
        isTerminal: Bool, rendition: Rendition, erasesLines: Bool = true, sink: any OutputSink
    ) {
        (self.isTerminal, self.rendition) = (isTerminal, rendition)
        (self.erasesLines, self.sink) = (erasesLines, sink)
    }

    /// Writes one line; data in it is made harmless. False when the reader has gone.
    @discardableResult
    func line(_ text: StyledText = "") -> Bool {
        sink.write(text.rendered(rendition) + "\n")
    }

    /// Writes lines in one go.
    @discardableResult
    func lines(_ lines: [StyledText]) -> Bool {
        guard !lines.isEmpty else { return true }
        return sink.write(lines.reduce(into: "") { $0 += $1.rendered(rendition) + "\n" })
    }

    /// False when the reader has gone.
    @discardableResult
    func table(_ table: TextTable) -> Bool { lines(table.lines(rendition)) }

    /// Writes text as it is, for other programs and for what holds no data.
    @discardableResult
    func write(raw text: String) -> Bool { sink.write(text) }

    /// Writes lines of JSON; where a person looks, what a terminal would obey or hide is escaped,
    /// which says the same.
    @discardableResult
    func write(json text: String) -> Bool {
        sink.write(isTerminal ? text.visibleJSON(usesUnicode: rendition.usesUnicode) : text)
    }

    /// Writes comma-separated values; where a person looks, each record is made harmless like any
    /// line.
    @discardableResult
    func write(csv text: String) -> Bool {
        var isQuoted = false
        return write(text) { character in
            if character == "\"" { isQuoted.toggle() }
            return !isQuoted && character.isLineEnd
        }
    }

    /// Writes text for another program; where a person looks, each line is made harmless.
    @discardableResult
    func write(drawing text: String) -> Bool { write(text, splitAt: \.isLineEnd) }

    private func write(_ text: String, splitAt isEnd: (Character) -> Bool) -> Bool {
        guard isTerminal else { return sink.write(text) }
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: isEnd)
        return sink.write(
            lines.map { String($0).visible(usesUnicode: rendition.usesUnicode) }
                .joined(separator: "\n"))
    }

    /// Puts `text` in place of the line that the cursor is on.
    func redraw(_ text: StyledText) {
        let rendered = text.rendered(rendition)
        if erasesLines {
            sink.write("\r\(rendered)\u{1B}[K")
        } else {
            let width = max((rendition.width ?? 80) - 1, 0)
            let spaces = String(repeating: " ", count: max(width - rendered.displayWidth, 0))
            sink.write("\r\(rendered)\(spaces)\r")
        }
    }
}

extension Character {
    /// As the ledger's own texts end lines.
    fileprivate var isLineEnd: Bool { self == "\n" || self == "\r\n" }
}

// MARK: - The terminals of this process

extension Terminal {
    /// The environment variables that say how to write; `ProcessEnvironment.read` gets them.
    static let environmentNames = [
        "NO_COLOR", "TERM", "COLUMNS", "LC_ALL", "LC_CTYPE", "LANG",
    ]

    /// `allowsColor` is false under `--no-color`.
    static func standardOutput(
        environment: [String: String], allowsColor: Bool = true
    ) -> Terminal {
        Terminal(
            descriptor: STDOUT_FILENO, environment: environment, allowsColor: allowsColor)
    }

    /// As `standardOutput`, for what is no output.
    static func standardError(
        environment: [String: String], allowsColor: Bool = true
    ) -> Terminal {
        Terminal(
            descriptor: STDERR_FILENO, environment: environment, allowsColor: allowsColor)
    }

    private init(descriptor: Int32, environment: [String: String], allowsColor: Bool) {
        let surroundings = TerminalSurroundings(
            isTerminal: isatty(descriptor) == 1, columns: Self.columnCount(descriptor),
            environment: environment)
        self.init(
            isTerminal: surroundings.isTerminal,
            rendition: surroundings.rendition(allowsColor: allowsColor),
            erasesLines: !surroundings.isDumb, sink: FileDescriptorSink(descriptor))
    }

    /// What the kernel says of the window, or nil: no terminal, or one that does not know.
    private static func columnCount(_ descriptor: Int32) -> Int? {
        var size = winsize()
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return nil
        }
        return Int(size.ws_col)
    }
}

/// What was found out about an output, before anything is decided from it.
struct TerminalSurroundings: Sendable {
    var isTerminal: Bool
    /// What the kernel says of the window; nil when it says nothing.
    var columns: Int?
    /// The variables of `Terminal.environmentNames`, as far as they are set.
    var environment: [String: String]

    var isDumb: Bool { environment["TERM"] == "dumb" }

    /// No colour off a terminal, for a dumb one, or when NO_COLOR is set and not empty
    /// (no-color.org).
    func rendition(allowsColor: Bool) -> Rendition {
        let isRefused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        return Rendition(
            width: width, usesColor: isTerminal && allowsColor && !isDumb && !isRefused,
            usesUnicode: usesUnicode)
    }

    /// The window's own width, else COLUMNS, else 80 on a terminal and no limit elsewhere.
    private var width: Int? {
        if isTerminal, let columns { return columns }
        if let given = environment["COLUMNS"].flatMap({ Int($0) }), (1...10_000).contains(given) {
            return given
        }
        return isTerminal ? 80 : nil
    }

    /// The first of the three variables that is set decides (POSIX.1-2017, 8.2).
    private var usesUnicode: Bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy
            .compactMap { environment[$0] }.first { !$0.isEmpty }
        let name = (locale ?? "").lowercased()
        return name.contains("utf-8") || name.contains("utf8")
    }
}
