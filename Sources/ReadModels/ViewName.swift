import Digest
import JSON
import Onboarding

/// The read models that are kept in `views.sqlite`, each a table of one row per stream.
public enum ViewName: String, Sendable, CaseIterable {
    /// Sign-ups, wizards and declared flows; tenants; users.
    case session, tenant, profile

    /// Raised when what a row holds changes, so that the model is rebuilt at the next start (L9).
    private var number: Int64 {
        switch self {
        case .tenant: 5
        case .session: 10
        case .profile: 7
        }
    }

    /// What the model is made by: its number and, for sessions, the declared flows, because their
    /// stages are in the rows, and of steps those fields that are attributes.
    func definition(_ flows: FlowCatalogue) -> Int64 {
        guard self == .session else { return number }
        let declared = JSONWriter.encode { writer in
            writer.array { writer in
                for flow in flows.flows { writer.element { flow.writeJSON(to: &$0) } }
                for flow in flows.flows where !flow.steps.isEmpty && !flow.attributes.isEmpty {
                    writer.element([flow.flow] + flow.attributes.map(\.field).sorted())
                }
            }
        }
        let digest = SHA256.hash(declared).bytes
        return digest.prefix(5).reduce(number) { $0 << 8 | Int64($1) }
    }

    /// Which model a stream of `category` has its row in; nil for streams that nobody lists.
    ///
    /// Sign-ups, wizards and the subjects of declared flows are all sessions.
    package init?(category: Substring) {
        switch category {
        case "tenant": self = .tenant
        case "profile": self = .profile
        case "refusals", "webhook", "effects", "flow", "meeting", "customer", "checkout", "erasure":
            return nil
        default: self = .session
        }
    }
}
