import Digest
import Dispatch
import EventLog
import JSON
import Onboarding
import OnboardingLedger
import ReadModels
import Time

/// What a command is given: what was typed, what is configured, and where its text goes.
struct CommandContext: Sendable {
    /// The whole program, of which the command is a part.
    let program: CommandSpecification
    let arguments: ParsedArguments
    let settings: Settings
    /// For what was asked for.
    let out: Terminal
    /// For what goes beside it: progress, remarks, complaints.
    let err: Terminal

    /// True under `--json`: then standard output gets JSON and nothing else.
    var isJSON: Bool { arguments.has("json") }

    /// The directory of `--data`, else of `ONBOARD_DATA`, else the default below the current one.
    var directory: DataDirectory {
        DataDirectory(path: arguments.string("data") ?? CommandSpecification.directoryDefault)
    }

    /// A name for one run that writes: the correlation id of all that it records.
    func requestID() -> String { UUIDv7.fresh(at: SystemClock().now()).text }

    /// Writes one line of text.
    func print(_ text: StyledText = "") throws(ReaderIsGone) {
        guard out.line(text) else { throw ReaderIsGone() }
    }

    /// Writes a text that may be longer than a line of the terminal, broken at spaces.
    func print(flowing text: StyledText) throws(ReaderIsGone) {
        guard out.lines(text.wrapped(to: out.rendition.width ?? .max)) else {
            throw ReaderIsGone()
        }
    }

    /// Fitted to the terminal's width.
    func print(_ table: TextTable) throws(ReaderIsGone) {
        guard out.table(table) else { throw ReaderIsGone() }
    }

    /// Says of a stream what it lost, when, through whom and why (contract L14).
    func print(_ erasures: [ErasureNote]) throws(ReaderIsGone) {
        for erasure in erasures { try print(StyledText(erasure.sentence, .warning)) }
    }

    /// Writes comma-separated values.
    func print(csv table: CSVWriter) throws(ReaderIsGone) {
        let text = String(decoding: table.bytes, as: UTF8.self)
        guard out.write(csv: text) else { throw ReaderIsGone() }
    }

    /// Writes one JSON value on a line of its own.
    func print(json body: (inout JSONWriter) -> Void) throws(ReaderIsGone) {
        let text = String(decoding: JSONWriter.encode(body), as: UTF8.self)
        guard out.write(json: text + "\n") else { throw ReaderIsGone() }
    }

    /// A bar on standard error, for work of `total` units.
    func progress(_ wording: ProgressBar.Wording, total: Int?) -> ProgressReport {
        ProgressReport(wording, total: total, on: err, clock: Self.nanoseconds)
    }

    /// A clock that never goes back.
    static let nanoseconds: @Sendable () -> UInt64 = { DispatchTime.now().uptimeNanoseconds }
}

// MARK: - Values that several commands take

extension ParsedArguments {
    /// An instant, or a day, which stands for its first one.
    func time(_ option: String) throws(UsageError) -> Timestamp? {
        try time(option) { Timestamp(instantOrDay: $0) }
    }

    /// An instant or a day that bounds others, none of which is finer than a millisecond.
    func bound(_ option: String) throws(UsageError) -> Timestamp? {
        try time(option) { Timestamp(boundOrDay: $0) }
    }

    private func time(_ option: String, _ read: (String) -> Timestamp?) throws(UsageError)
        -> Timestamp?
    {
        guard let text = string(option) else { return nil }
        guard let time = read(text) else { throw invalid(option, text, expected: .time) }
        return time
    }

    /// Why something is done, as the API takes it; exit 2 for a text that is none.
    func reason(_ option: String) throws(UsageError) -> String? {
        guard let text = string(option) else { return nil }
        guard let reason = Fields.reason(text) else {
            throw invalid(option, text, expected: .described(Fields.reasonExpected))
        }
        return reason
    }

    /// Two times that bound others from below and, exclusively, from above; exit 2 for a range that
    /// ends before it begins.
    func times(_ since: String, _ until: String) throws(UsageError)
        -> (since: Timestamp?, until: Timestamp?)
    {
        let (first, last) = (try bound(since), try bound(until))
        if let first, let last, last <= first {
            throw invalid(until, last.rfc3339, expected: .described("a time after --\(since)"))
        }
        return (first, last)
    }

    /// A span of time in milliseconds, written as ISO 8601 has it.
    func milliseconds(_ option: String) throws(UsageError) -> Int64? {
        guard let text = string(option) else { return nil }
        guard let duration = ISO8601Duration(text) else {
            throw invalid(option, text, expected: Self.isOfCalendar(text) ? .fixed : .duration)
        }
        return duration.milliseconds
    }

    /// Whether a duration counts years or months, whose length depends on where they start.
    private static func isOfCalendar(_ text: String) -> Bool {
        text.wholeMatch(of: /P(?=\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T.+)?/) != nil
            && text.prefix { $0 != "T" }.contains { "YM".contains($0) }
    }

    /// The stream named by the argument STREAM.
    func stream() throws(UsageError) -> StreamID {
        let name = try requiredArgument("STREAM")
        guard let stream = StreamID(name) else {
            throw error(
                .invalidValue(
                    .argument("STREAM"), name,
                    expected: .described(
                        "a stream's name, such as session-0193…; onboard show finds it by an "
                            + "email, a name or an id")))
        }
        return stream
    }

    /// A digest in hex.
    func digest(_ option: String) throws(UsageError) -> SHA256Digest? {
        guard let text = string(option) else { return nil }
        guard let digest = SHA256Digest(hex: text) else {
            throw invalid(option, text, expected: .described("64 hexadecimal digits"))
        }
        return digest
    }

    /// A version of a stream; 0 is before its first event.
    func version(_ option: String) throws(UsageError) -> StreamVersion? {
        try int(option, in: 0...Int.max).map { StreamVersion(rawValue: Int64($0)) }
    }

    /// A position in the log, from `first` on.
    func position(_ option: String, from first: Int) throws(UsageError) -> GlobalPosition? {
        try int(option, in: first...Int.max).map { GlobalPosition(rawValue: Int64($0)) }
    }
}
