/// How many reached each stage of a flow, with the worst leak marked.
struct FunnelChart: Sendable {
    /// One stage, in the order of the flow.
    struct Stage: Sendable {
        var name: String
        var subjects: Int
        /// How many of the previous stage did not come here; worked out from the counts when nil.
        var dropOff: Int? = nil
        /// May be passed by, so that not coming here is no loss.
        var isOptional = false
        /// The share of the stage before that counts; worked out from the counts when nil.
        var fromPrevious: Double? = nil
        /// Of those who stopped here: who may still go on, and who will not.
        var open: Int? = nil
        var lost: Int? = nil
        /// How long the way from the stage before took half of them.
        var medianSeconds: Double? = nil
    }

    let stages: [Stage]
    /// The stage after which most were lost; nil when nobody was.
    let worstLeak: Int?

    init(_ stages: [Stage], worstLeak: Int? = nil) {
        (self.stages, self.worstLeak) = (stages, worstLeak)
    }

    /// Nil for the first stage. An optional stage may have fewer than the one after it: no loss.
    private static func dropOff(at index: Int, in stages: [Stage]) -> Int? {
        guard index > 0, !stages[index].isOptional else { return nil }
        return stages[index].dropOff
            ?? max(stages[index - 1].subjects - stages[index].subjects, 0)
    }

    /// True when it is known what became of those who stopped.
    private var tellsFates: Bool { stages.contains { $0.open != nil || $0.lost != nil } }

    var table: TextTable {
        var columns: [TableColumn] = [
            .flexible("Stage", minimum: 18), .bar(minimum: 4), .number("Subjects"),
            .number("Of first", isOptional: true), .number("Of previous", isOptional: true),
            .number("Drop-off", isOptional: true),
        ]
        if tellsFates {
            columns += [
                .number("Open", isOptional: true), .number("Lost", isOptional: true),
                .number("Median", isOptional: true),
            ]
        }
        var table = TextTable(columns + [.text("")])
        for index in stages.indices { table.append(row(at: index)) }
        return table
    }

    /// The bar is a share of the greatest stage.
    private func row(at index: Int) -> [TextTable.Cell] {
        let stage = stages[index]
        let isWorst = index == worstLeak
        let previous = index > 0 ? stages[index - 1].subjects : 0
        let greatest = stages.map(\.subjects).max() ?? 0
        let filled = Bar.fraction(Double(stage.subjects), of: Double(greatest))
        let fromPrevious = stage.fromPrevious ?? Self.share(stage.subjects, of: previous)
        var cells: [TextTable.Cell] = [
            .text(stage.name), .bar(filled, isWorst ? .warning : .accent), .number(stage.subjects),
            .text(Quantity.percentage(Self.share(stage.subjects, of: stages[0].subjects))),
            .text(Quantity.percentage(fromPrevious), .muted),
            .number(orMissing: Self.dropOff(at: index, in: stages)),
        ]
        if tellsFates {
            cells += [
                .number(orMissing: stage.open), .number(orMissing: stage.lost),
                .text(
                    stage.medianSeconds.map { Quantity.duration(seconds: $0) } ?? Quantity.missing,
                    .muted),
            ]
        }
        return cells + [.text(isWorst ? "← worst leak" : "", .warning)]
    }

    /// Nil when there is nothing to share.
    private static func share(_ part: Int, of whole: Int) -> Double? {
        whole > 0 ? Double(part) / Double(whole) : nil
    }
}
