import Digest
import EventLog
import Onboarding

/// Compares kept journeys with those that a fresh fold makes of the log up to the same position.
///
/// One flow's journeys are in memory at a time, twice. Within a snapshot of the views and a later
/// one of the log.
struct JourneyVerification {
    let views: ViewReader
    let reader: LogReader
    let flows: FlowCatalogue
    let upcasting: Upcasting

    /// Journeys of an earlier declaration are passed by, as by whoever asks for a funnel.
    ///
    /// - Parameter goOn: told between flows; what it throws ends the work.
    func run(_ goOn: () throws -> Void) throws -> [JourneyReport] {
        var reports: [JourneyReport] = []
        for flow in try views.keptJourneys() {
            try goOn()
            guard let declaration = flows.flow(flow) else {
                throw JourneyDefect(
                    flow: flow, stream: nil, position: nil, explanation: "there is no such flow")
            }
            if let report = try check(declaration) { reports.append(report) }
        }
        return reports
    }

    /// Nil for journeys that were kept under another declaration.
    private func check(_ declaration: FlowDeclaration) throws -> JourneyReport? {
        guard
            let header = try views.journeyHeader(
                declaration.flow, definition: JourneyParts.definition(of: declaration))
        else { return nil }
        let (kept, fresh) = (JourneyIndex(declaration), JourneyIndex(declaration))
        let whole = JourneyComparison(kept, fresh, reader)
        let head = try kept.head(views)
        guard header.position >= 1, header.position <= head else {
            throw whole.defect("they say that they are at position \(header.position) of \(head)")
        }
        guard try kept.beginInSnapshot(views, isToCount: false) else {
            throw whole.defect(
                "they do not add up to the digest that they carry, or name what is not there")
        }
        try fresh.foldPast(header.position, reader, views, upcasting)
        try JourneyComparison(kept, fresh, reader).run()
        return JourneyReport(
            flow: declaration.flow, subjectCount: Int64(kept.rows.count),
            position: GlobalPosition(rawValue: header.position),
            digest: SHA256Digest(bytes: header.digest) ?? .zero)
    }
}
