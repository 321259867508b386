/// How many reached each stage of a flow, with the worst leak marked.
struct FunnelChart: Sendable {
    /// One stage, in the order of the flow.
    struct Stage: Sendable {
        var name: String
        var subjects: Int
        /// The shares of the first stage, and of the stage before that counts.
        var fromFirst: Double?
        var fromPrevious: Double?
        /// How many of the previous stage did not come here; nil where that is no loss.
        var dropOff: Int?
        /// Of those who stopped here: who may still go on, and who will not.
        var open: Int
        var lost: Int
        /// How long the way from the stage before took half of them.
        var medianSeconds: Double?
        /// The same for nine of ten.
        var p90Seconds: Double?
    }

    let stages: [Stage]
    /// The stage after which most were lost; nil when nobody was.
    let worstLeak: Int?

    init(_ stages: [Stage], worstLeak: Int? = nil) {
        (self.stages, self.worstLeak) = (stages, worstLeak)
    }

    var table: TextTable {
        var table = TextTable([
            .flexible("Stage", minimum: 18), .bar(minimum: 4), .number("Subjects"),
            .number("Of first").optional(1), .number("Of previous").optional(5),
            .number("Drop-off").optional(4), .number("Open").optional(2),
            .number("Lost").optional(0), .number("Median").optional(3),
            .number("p90").optional(6), .text(""),
        ])
        for index in stages.indices { table.append(row(at: index)) }
        return table
    }

    /// The bar is a share of the greatest stage.
    private func row(at index: Int) -> [TextTable.Cell] {
        let stage = stages[index]
        let isWorst = index == worstLeak
        let greatest = stages.map(\.subjects).max() ?? 0
        let filled = Bar.fraction(Double(stage.subjects), of: Double(greatest))
        let median = stage.medianSeconds.map { Quantity.duration(seconds: $0) }
        let p90 = stage.p90Seconds.map { Quantity.duration(seconds: $0) }
        return [
            .text(stage.name), .bar(filled, isWorst ? .warning : .accent), .number(stage.subjects),
            .text(Quantity.percentage(stage.fromFirst)),
            .text(Quantity.percentage(stage.fromPrevious), .muted),
            .number(orMissing: stage.dropOff), .number(stage.open), .number(stage.lost),
            .text(median ?? Quantity.missing, .muted), .text(p90 ?? Quantity.missing, .muted),
            .text(isWorst ? "← worst leak" : "", .warning),
        ]
    }
}
