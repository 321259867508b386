import EventLog
import Foundation
import JSON
import OnboardingLedger
import ReadModels

/// `onboard demo`: two hundred invented people sign up over real HTTP, and the ledger tells about
/// it.
enum DemoCommand: Command {
    static let specification = CommandSpecification(
        name: "demo", group: CommandHeading.run,
        summary: "Play two hundred sign-ups over HTTP and tell what the ledger knows",
        discussion: [
            """
            Starts a temporary ledger with the real server on a free port and plays the same \
            invented people each time, spread over a week of the server's clock: some leave at \
            each stage, some pay, some mistype, some press twice. Then it reads the ledger back: a \
            timeline, who changed what, the funnel, a rebuild from nothing and a verification. \
            Nothing is left behind.
            """
        ],
        examples: [CommandExample("onboard demo", "Half a minute at most.")])

    static func run(_ context: CommandContext) async throws {
        let temporary = try TemporaryDirectory()
        let interruption = StopSignal(onFirst: {
            temporary.remove()
            _exit(130)  // what shells expect of a command ended by SIGINT
        })
        defer {
            temporary.remove()
            _ = interruption
        }
        let story = DemoStory(context, directory: DataDirectory(path: temporary.path + "/ledger"))
        try await story.tell()
    }
}

/// The demo's parts, in their order.
@MainActor struct DemoStory {
    let context: CommandContext
    private let directory: DataDirectory
    private let hero = SignUpScript.all[SignUpScript.heroIndex].person

    init(_ context: CommandContext, directory: DataDirectory) {
        self.context = context
        self.directory = directory
    }

    func tell() async throws {
        let start = CommandContext.nanoseconds()
        let server = try DemoServer(directory)
        let played: SignUpPlayer.Tally
        let told: DemoFindings
        do {
            played = try play(server)
            told = try findings(played, start)
        } catch {
            await server.stop()
            throw error
        }
        if !context.isJSON { try tell(told) }
        await server.stop()
        let (before, after) = try rebuildFromNothing()
        let report = try LedgerVerification.run(directory) { _, _, _ in }
        guard before == after else {
            throw CommandFailure.demo("the rebuilt read models differ from those before")
        }
        if context.isJSON {
            try context.print { told.write(report, to: &$0) }
        } else {
            try tellEnd(after, report, seconds: Self.seconds(since: start))
        }
    }

    func print(_ text: StyledText) throws(ReaderIsGone) {
        try context.print(text)
    }

    func print(_ table: TextTable) throws(ReaderIsGone) { try context.print(table) }

    private static func seconds(since start: UInt64) -> Double {
        Double(CommandContext.nanoseconds() - start) / 1e9
    }

    private func play(_ server: DemoServer) throws -> SignUpPlayer.Tally {
        if !context.isJSON {
            try context.print(StyledText("onboard demo", .heading))
            try context.print(
                "A ledger of its own, the real server at \(server.url), and "
                    + "\(SignUpScript.peopleCount) people who sign up in \(SignUpScript.days) days "
                    + "of its clock.")
        }
        let player = try SignUpPlayer(port: server.port)
        let bar = context.progress(
            .init(doing: "signing up", done: "played", unit: "people"),
            total: SignUpScript.peopleCount)
        do {
            try player.play(SignUpScript.all) { bar.report($0) }
        } catch {
            bar.abandon()
            throw error
        }
        bar.finish(SignUpScript.peopleCount)
        return player.tally
    }

    /// What the ledger's files say, read beside the server that is writing them.
    private func findings(_ played: SignUpPlayer.Tally, _ start: UInt64) throws -> DemoFindings {
        let reader = try LedgerReader(directory: directory)
        let facts = try DemoFacts(reader, heroEmail: hero.email)
        let (funnel, flow) = try FunnelCommand.count(FunnelQuery(flow: "signup"), directory)
        guard funnel.subjects == SignUpScript.peopleCount else {
            throw CommandFailure.demo(
                "\(SignUpScript.peopleCount) people began, and the funnel has \(funnel.subjects)")
        }
        return DemoFindings(
            played: played, facts: facts, funnel: funnel, flow: flow,
            timeline: try reader.log.events(of: facts.heroStream, limit: 100),
            blame: try reader.history.blame(of: facts.heroStream) ?? [],
            planHistory: try reader.history.history(of: "planDescriptor", in: facts.heroStream)
                ?? [],
            seconds: Self.seconds(since: start))
    }

    /// Deletes the read models' file and lets the ledger make it again.
    private func rebuildFromNothing() throws -> (before: [ViewReport], after: [ViewReport]) {
        let before = try ViewReader(directory: directory).reports()
        for suffix in ["", "-wal", "-shm"] { unsafe unlink(directory.viewsFile + suffix) }
        try Ledger(LedgerOptions(directory: directory)).close()
        return (before, try ViewReader(directory: directory).reports())
    }
}
