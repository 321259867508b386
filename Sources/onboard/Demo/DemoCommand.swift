import EventLog
import Foundation
import JSON
import OnboardingLedger
import ReadModels

/// `onboard demo`: invented people go through the flows over real HTTP, and the ledger tells
/// about it.
enum DemoCommand: Command {
    static let specification = CommandSpecification(
        name: "demo", group: CommandHeading.run,
        summary: "Play the flows over HTTP and tell what the ledger knows",
        discussion: [
            """
            Starts a temporary ledger with the real server on a free port and plays the same \
            invented people each time, spread over a week of the server's clock: sign-ups, the \
            auto-saving wizard, memberships, onboarding calls and merchants. Some leave at each \
            stage, some pay, some mistype, some press twice. Then it reads the ledger back: what \
            became of each flow's people, a story from each, a timeline, who changed what, the \
            funnel, a tenant's audit trail, a rebuild from nothing and a verification. Nothing is \
            left behind.
            """
        ],
        examples: [CommandExample("onboard demo", "Half a minute at most.")])

    /// The ledger is in `TMPDIR`, else in `/tmp`, and goes however the demo ends.
    static func run(_ context: CommandContext) async throws {
        let temporary = try TemporaryDirectory(
            "demo", in: ProcessEnvironment.read(["TMPDIR"])["TMPDIR"] ?? "/tmp")
        defer { temporary.remove() }
        let story = DemoStory(context, directory: DataDirectory(path: temporary.path + "/ledger"))
        try await story.tell()
    }
}
