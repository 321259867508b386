import EventLog
import JSON
import Onboarding
import SQLite

extension ViewReader {
    /// What a list asks for.
    package struct Query: Sendable {
        /// Looked for anywhere in the row's search text, without regard to case; nil for all.
        package var text: String?
        /// What the text names: rows that are found whatever words are in them.
        package var named: Owner?
        /// A flow's id; nil for all. Of profiles membership or merchant, of tenants wizard or call:
        /// the stage is then the one in that flow.
        package var flow: String?
        /// A stage's name; nil for all.
        package var stage: String?
        /// In the words of the model's states; nil for all.
        package var status: String?
        /// Only what is this user's.
        package var owner: Owner?
        /// Rows behind this one, in the order of their streams' beginnings, newest first.
        package var after: Int64?
        /// Rows of a page.
        package var limit = 50

        package init() {}

        /// A user, with what is theirs without naming them.
        package struct Owner: Sendable {
            /// The user's id, as tenants name their owner and sessions whom they became; nil for
            /// nobody, and nothing but the streams.
            package var id: String?
            /// Streams by the log's integers: the tenant that they are a member of without owning
            /// it, say.
            package var also: [Int64]

            package init(id: String?, also: [Int64]) { (self.id, self.also) = (id, also) }
        }
    }

    /// A page of rows, newest streams first, with the number to go on from.
    package func list(_ view: ViewName, _ query: Query) throws(LogFailure)
        -> (rows: [ViewRow], next: Int64?)
    {
        let conditions = RowConditions(view, query)
        let limit = min(max(0, query.limit), Int(Int32.max))
        let found = try rows(
            """
            SELECT \(ViewColumn.all) FROM \(view.rawValue)
            WHERE \(conditions.sql) ORDER BY stream DESC LIMIT ?
            """, conditions.values + [.integer(Int64(limit + 1))])
        let page = found.prefix(limit)
        return (page.map(\.row), found.count > limit ? page.last?.streamID : nil)
    }
}

/// What the rows of a list must fulfil, with what is bound to it.
private struct RowConditions {
    private let view: ViewName
    private(set) var sql = "1"
    private(set) var values: [SQLiteValue] = []

    init(_ view: ViewName, _ query: ViewReader.Query) {
        self.view = view
        // First, so that a person's own list asks nothing dear of the rows of others.
        if let owner = query.owner {
            let isTheirs = condition(of: owner)
            demand(isTheirs.sql, isTheirs.values)
        }
        if let text = query.text { demand(text, query.named) }
        let part = query.flow.flatMap { FlowPart(view, $0) }
        if let part {
            demand(part.condition, [])
        } else if let flow = query.flow {
            demand("flow = ?", [.text(flow)])
        }
        let isOfWizards =
            view == .session && [nil, WizardFlow.declaration.flow].contains(query.flow)
        if let stage = query.stage {
            if let part {
                demand("\(part.stage) = ?", [.text(stage)])
            } else {
                demand("stage", stage, isOfWizards: isOfWizards)
            }
        }
        if let status = query.status {
            if let part {
                demand("\(part.status) = ?", [.text(status)])
            } else if view == .profile {
                demand(
                    "status = ? OR \(FlowPart.subscription) = ?", [.text(status), .text(status)])
            } else {
                demand("status", status, isOfWizards: isOfWizards)
            }
        }
        if let after = query.after { demand("stream < ?", [.integer(after)]) }
    }

    private mutating func demand(_ condition: String, _ values: [SQLiteValue]) {
        sql += " AND (\(condition))"
        self.values += values
    }

    /// The text among the row's words, or what it names.
    private mutating func demand(_ text: String, _ named: ViewReader.Query.Owner?) {
        let words = SQLiteValue.text(text.lowercased())
        guard let named else { return demand("instr(search, ?) > 0", [words]) }
        let isNamed = condition(of: named)
        demand("instr(search, ?) > 0 OR \(isNamed.sql)", [words] + isNamed.values)
    }

    /// What is a user's: streams, and rows whose state names the user.
    private func condition(of owner: ViewReader.Query.Owner) -> (sql: String, values: [SQLiteValue])
    {
        let streams = "stream IN (\(owner.also.map(String.init).joined(separator: ", ")))"
        let member: String? =
            switch view {
            case .session: "userId"
            case .tenant: "ownerId"
            // A profile is named by its user.
            case .profile: nil
            }
        guard let id = owner.id, let member else { return (streams, []) }
        // Looking for the text, as JSON has it, is what costs little in the rows of others.
        let written = JSONValue.string(id).encoded.dropFirst().dropLast()
        return (
            "\(streams) OR instr(state, ?) > 0 AND (state ->> '$.\(member)') = ?",
            [.text(String(decoding: written, as: UTF8.self)), .text(id)]
        )
    }

    /// A wizard's stage and status are those of its tenant, which names the wizard's user; a wizard
    /// without a tenant is where both begin.
    private mutating func demand(_ column: String, _ value: String, isOfWizards: Bool) {
        let known = column == "stage" ? Self.stages : Self.statuses
        guard isOfWizards, known.contains(value) else {
            return demand("\(column) = ?", [.text(value)])
        }
        let (isIn, equals) = value == known[0] ? ("NOT IN", "<>") : ("IN", "=")
        demand(
            """
            \(column) = ? OR flow = '\(WizardFlow.declaration.flow)' AND name \(isIn) (
                SELECT '\(WizardFlow.declaration.category)-' || (state ->> '$.ownerId')
                FROM tenant WHERE \(column) \(equals) ?)
            """, [.text(value), .text(value)])
    }

    private static let stages = OnboardingStatus.allCases.map(\.rawValue)
    private static let statuses = TenantStatus.allCases.map(\.rawValue)
}

/// What a profile or a tenant has of one of the flows that it passes through; a row of these names
/// no flow.
private struct FlowPart {
    /// True for a row that entered the flow.
    let condition: String
    /// How far it is.
    let stage: String
    /// How it stands: of a membership what the payment provider says.
    let status: String

    /// Nil for a model that has nothing of the flow, or whose rows name it.
    init?(_ view: ViewName, _ flow: String) {
        switch (view, flow) {
        case (.profile, MembershipFlow.declaration.flow):
            // The column has the merchant's stage while there is no other.
            condition = "stage IS NOT \(Self.merchant) OR (state ->> '$.is_onboarded')"
            (stage, status) = ("stage", Self.subscription)
        case (.profile, MerchantFlow.declaration.flow):
            (condition, stage, status) = ("\(Self.merchant) IS NOT NULL", Self.merchant, "status")
        case (.tenant, WizardFlow.declaration.flow):
            (condition, stage, status) = ("stage IS NOT NULL", "stage", "status")
        case (.tenant, CallFlow.declaration.flow):
            (condition, stage, status) = ("\(Self.call) IS NOT NULL", Self.call, "status")
        default: return nil
        }
    }

    static let subscription = "(state ->> '$.subscription_status')"
    private static let merchant = "(state ->> '$.merchantStage')"
    private static let call = "(state ->> '$.metadata.onboarding_status')"
}
