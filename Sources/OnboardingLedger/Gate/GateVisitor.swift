import EventLog
import JSON
import Onboarding

/// Who stands before a gate.
public enum GateVisitor: Sendable, Hashable {
    /// Nobody's credentials came along.
    case signedOut
    /// By what the flow counts: the user's id or a token's subject for the wizard, the membership
    /// and merchants; a session's id for the sign-up; a space's for the call; for a declared flow
    /// its subject.
    case subject(String)
    /// The bearer of a sign-up session's token.
    case signUp(token: String)
    /// A person of a space.
    case space(String, isAdvisor: Bool)
}

/// What a gate says, and what it was decided on.
public struct GateAnswer: Sendable, Hashable {
    /// Allowed, or where to go instead, with the reason.
    public let decision: GateDecision
    /// The version of the stream that was decided on; empty when there is none.
    public let version: StreamVersion
    /// The stage of a sign-up session as its token shows it, or of a declared flow's subject.
    public let stage: String?
    /// True where the version does not tell the answer from another: of a declared flow's subject
    /// that cannot go on, maybe only because time went by, and of a person whom the merchants' door
    /// has not seen, who is judged by their token.
    public let isUntold: Bool
}

extension GateAnswer {
    /// Writes the answer of G1.
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("decision", decision.isAllowed ? "allow" : "redirect")
            writer.memberOrNull("location", decision.location)
            writer.member("reason", decision.reason)
            writer.member("version", version.rawValue)
            writer.member("returnUrl", decision.returnURL)
            if let navigation = decision.navigation { writer.member("navigation", navigation) }
        }
    }
}

extension GateVisitor {
    /// The space that is asked about; nil when none is.
    var spaceID: String? {
        switch self {
        case .space(let id, _), .subject(let id): id
        case .signedOut, .signUp: nil
        }
    }
}
