import Onboarding

/// Something that `onboard` can do: its specification, from which the parser, the help and the
/// completions are made, and the doing.
protocol Command: Sendable {
    /// Made once; it alone says what the parser takes and what help and completions show.
    static var specification: CommandSpecification { get }

    /// The names below the program, as typed: `keys add`.
    ///
    /// Without a group it is the command's own name; a command of a group says both.
    static var path: String { get }

    /// What is said beside a complaint that the answer could not be written: that all the same it
    /// is done, and where to look. Nil for a command that only tells.
    static func doneAllTheSame(_ arguments: ParsedArguments) -> String?

    /// Does it; what is thrown becomes an exit code in `Complaint`.
    ///
    /// On the main thread, where it may block: the pool that tasks share is left to a server that
    /// runs in the same process.
    @MainActor static func run(_ context: CommandContext) async throws
}

extension Command {
    static var path: String { specification.name }
    static func doneAllTheSame(_ arguments: ParsedArguments) -> String? { nil }
}

/// The headings under which the overview lists commands.
enum CommandHeading {
    static let run = "Run"
    static let audit = "Audit"
    static let measure = "Measure"
    static let data = "Move data"
    static let more = "More"
}

extension ArgumentSpecification {
    static let stream = ArgumentSpecification(
        name: "STREAM", summary: "A stream's name: session-ID, tenant-ID, profile-ID, FLOW-SUBJECT")
    static let flow = ArgumentSpecification(
        name: "FLOW", summary: "A flow's id; onboard flow list shows those there are",
        value: .suggestion(FlowCatalogue.builtIn.flows.map(\.flow)))
}
