import EventLog
import Foundation
import JSON
import OnboardingLedger
import ReadModels

/// The demo's parts, in their order.
@MainActor struct DemoStory {
    let context: CommandContext
    private let directory: DataDirectory
    private let hero = SignUpScript.all[SignUpScript.heroIndex].person

    init(_ context: CommandContext, directory: DataDirectory) {
        self.context = context
        self.directory = directory
    }

    /// Plays, reads back, rebuilds and verifies.
    /// - Throws: `CommandFailure.demo` when the ledger says anything else than what was played.
    func tell() async throws {
        let start = CommandContext.nanoseconds()
        let server = try DemoServer(directory)
        let told: DemoFindings
        do {
            let cast = DemoCast()
            let tally = try play(cast, server)
            told = try findings(cast, tally, start)
        } catch {
            await server.stop()
            throw error
        }
        if !context.isJSON { try tell(told) }
        await server.stop()
        let (before, after) = try rebuildFromNothing()
        let report = try LedgerVerification.run(directory)
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

    /// Prose is read best in short lines, however wide the terminal.
    var pageWidth: Int { min(context.out.rendition.width ?? 80, 80) }

    /// Broken at spaces, within the page's width.
    func paragraph(_ text: String) throws(ReaderIsGone) {
        for line in TextWrap.lines(text, width: pageWidth) {
            try print(StyledText(line))
        }
    }

    func print(_ table: TextTable) throws(ReaderIsGone) { try context.print(table) }

    private static func seconds(since start: UInt64) -> Double {
        Double(CommandContext.nanoseconds() - start) / 1e9
    }

    /// Plays everybody, in the order of their acts over all flows.
    private func play(_ cast: DemoCast, _ server: DemoServer) throws -> DemoStage.Tally {
        if !context.isJSON {
            try print(StyledText("onboard demo", .heading))
            try paragraph(
                "A ledger of its own, the real server at \(server.url), and \(cast.peopleCount) "
                    + "people in \(cast.players.count) flows within \(DemoRandom.days) days of "
                    + "its clock."
            )
        }
        let stage = try DemoStage(port: server.port)
        let bar = context.progress(
            .init(doing: "playing", done: "played", unit: "people"), total: cast.peopleCount)
        do {
            try stage.play(cast.players.flatMap(\.acts)) { bar.report($0) }
        } catch {
            bar.abandon()
            throw error
        }
        bar.finish(cast.peopleCount)
        return stage.tally
    }

    /// What the ledger's files say, read beside the server that is writing them.
    private func findings(_ cast: DemoCast, _ tally: DemoStage.Tally, _ start: UInt64) throws
        -> DemoFindings
    {
        let reader = try LedgerReader(directory: directory)
        let facts = try DemoFacts(reader, heroEmail: hero.email)
        let outcomes = cast.players.map { type(of: $0).outcome(facts) }
        for (outcome, player) in zip(outcomes, cast.players)
        where outcome.began != type(of: player).peopleCount {
            throw CommandFailure.demo(
                "\(type(of: player).peopleCount) people began \(outcome.flow), and the log has "
                    + "\(outcome.began)")
        }
        let (funnel, flow) = try FunnelCommand.count(FunnelQuery(flow: "signup"), directory)
        guard funnel.subjects == SignUpPlayer.peopleCount else {
            throw CommandFailure.demo(
                "\(SignUpPlayer.peopleCount) people began, and the funnel has \(funnel.subjects)")
        }
        var ofTenant = EventFilter()
        ofTenant.tenantID = cast.merchants.heroTenant
        return DemoFindings(
            tally: tally, facts: facts, outcomes: outcomes,
            stories: cast.players.map { (type(of: $0).flow, $0.story) }, funnel: funnel, flow: flow,
            timeline: try reader.log.events(of: facts.heroStream, limit: 100),
            blame: try reader.history.blame(of: facts.heroStream) ?? [],
            planHistory: try reader.history.history(of: "planDescriptor", in: facts.heroStream)
                ?? [],
            tenant: cast.merchants.heroTenant ?? "",
            trail: try reader.audit.events(matching: ofTenant, limit: 100),
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
