import JSON

/// What became of a flow's people, as the log has it.
struct FlowOutcome: Sendable, Equatable {
    let flow: String
    let began: Int
    /// How many came through.
    let done: Int
    /// What else happened on the way.
    let others: [Other]

    /// How often something happened.
    struct Other: Sendable, Equatable {
        let what: String
        let count: Int
    }

    init(_ flow: String, began: Int, done: Int, _ others: [(String, Int)]) {
        (self.flow, self.began, self.done) = (flow, began, done)
        self.others = others.map { Other(what: $0.0, count: $0.1) }
    }

    /// A row for each flow.
    static func table(_ outcomes: [FlowOutcome]) -> TextTable {
        var table = TextTable([
            .text("Flow"), .number("Began"), .bar(minimum: 6), .number("Came through"),
            .flexible("On the way", minimum: 20),
        ])
        for outcome in outcomes {
            let others = outcome.others.map { "\($0.count) \($0.what)" }
            table.append([
                .text(outcome.flow, .accent), .number(outcome.began),
                .bar(Bar.fraction(Double(outcome.done), of: Double(outcome.began)), .accent),
                .number(outcome.done), .text(others.joined(separator: ", "), .muted),
            ])
        }
        return table
    }

    /// Each other thing is a member of its own name.
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("flow", flow)
            writer.member("began", began)
            writer.member("done", done)
            for other in others { writer.member(key: other.what, other.count) }
        }
    }
}
