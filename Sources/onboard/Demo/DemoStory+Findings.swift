import EventLog
import JSON
import Onboarding
import OnboardingLedger
import ReadModels

extension DemoStory {
    /// The parts that are read beside the running server.
    func tell(_ findings: DemoFindings) throws {
        let (facts, tally) = (findings.facts, findings.tally)
        try chapter("What became of them", "onboard log")
        try paragraph(
            "\(Quantity.grouped(tally.requests)) requests, "
                + "\(tally.refusals) of them refused as they should be; "
                + "\(Quantity.grouped(facts.events)) events in \(facts.streams) streams.")
        try print(FlowOutcome.table(findings.outcomes))

        try chapter("One story from each", nil)
        for (flow, story) in findings.stories {
            try print(StyledText(flow, .accent))
            try paragraph(story)
        }

        try chapter(
            "A sign-up, event by event", "onboard log --stream \(facts.heroStream) --order asc")
        try print(
            Self.timeline(findings.timeline, .number("Version")) { $0.version.rawValue })

        try chapter("Who changed what", "onboard blame \(facts.heroStream)")
        let told: Set<String> = [
            "stage", "planDescriptor", "paymentStatus", "emailVerified", "businessCountry",
        ]
        try print(BlameCommand.table(findings.blame.filter { told.contains($0.field) }))
        let plans = findings.planHistory.map { blame in
            "\(ValueText.text(blame.value)) at \(blame.at.rfc3339)"
        }
        try paragraph("The plan, over time: " + plans.joined(separator: ", then ") + ".")

        try chapter("Where people were lost", "onboard funnel signup")
        try FunnelCommand.show(findings.funnel, findings.flow, context)
        if let leak = findings.funnel.stages.worstLeak {
            let stage = findings.funnel.stages[leak]
            try paragraph(
                "The worst leak is after \(stage.stage): "
                    + "\(stage.lost) of \(stage.subjects) were lost there.")
        }
        try tellTrail(findings)
    }

    /// Who did what to a merchant's workspace, and why an admin let its owner in.
    private func tellTrail(_ findings: DemoFindings) throws {
        let command = "onboard log --tenant \(findings.tenant) --order asc"
        try chapter("A tenant's audit trail", command)
        try print(Self.timeline(findings.trail, .number("Position")) { $0.position.rawValue })
        for event in findings.trail {
            guard let reason = try JSONValue(parsing: event.data)["reason"]?.stringValue else {
                continue
            }
            try paragraph(
                "\(event.type.name): \(EventTable.text(event.actor)) gave the reason “\(reason)”, "
                    + "in request \(event.correlationID).")
        }
    }

    /// The parts that come after the server has stopped.
    func tellEnd(_ views: [ViewReport], _ report: VerificationReport, seconds: Double) throws {
        try chapter("Rebuilt from nothing", "onboard rebuild")
        try paragraph("The read models were deleted and made again from the log: the same digests.")
        try print(ViewTable.table(views))
        try chapter("Verified", "onboard verify")
        try VerifyCommand.printReport(report, context, withViews: false)
        try chapter("Next", nil)
        try print(Self.next)
        try print(
            StyledText(
                "All of this took \(Quantity.duration(seconds: seconds)); nothing is left behind.",
                .muted))
    }

    /// - Parameter column: the version for one stream, the position for several.
    private static func timeline(
        _ events: [RecordedEvent], _ column: TableColumn,
        _ number: (RecordedEvent) -> Int64
    ) -> TextTable {
        var table = TextTable([
            column, .text("Recorded"), .flexible("Event", minimum: 22),
            .identifier("By", minimum: 14), .flexible("Data", minimum: 10, isOptional: true),
        ])
        for event in events {
            table.append([
                .number(Int(number(event))), .text(event.recordedAt.rfc3339, .muted),
                .text(event.type.name, .accent), .text(EventTable.text(event.actor)),
                .text(ValueText.text(event.data), .muted),
            ])
        }
        return table
    }

    /// What somebody who has seen this may do now.
    private static var next: TextTable {
        var table = TextTable([.text(""), .flexible("")])
        let directory = CommandSpecification.directoryDefault
        let lines = [
            ("onboard serve --dev", "a ledger to play with, in ./\(directory)"),
            ("onboard log --follow", "watch its events, in another terminal"),
            ("onboard import --help", "bring a log of your own, and ask where people were lost"),
            ("onboard --help", "everything else"),
        ]
        for (command, what) in lines {
            table.append([.text(command, .accent), .text(what, .muted)])
        }
        return table
    }

    /// A heading with the command that tells the same; below it where the line has no room.
    private func chapter(_ title: String, _ command: String?) throws(ReaderIsGone) {
        try print(StyledText())
        let heading = StyledText(title, .heading)
        guard let command else { return try print(heading) }
        let hint = StyledText("$ " + command, .muted)
        let joined = heading + StyledText("  ") + hint
        if joined.displayWidth <= pageWidth { return try print(joined) }
        try print(heading)
        try print(hint)
    }
}
