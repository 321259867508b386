import EventLog
import JSON
import Onboarding

/// What an admin decides about a user or a tenant, by its word; for doors that take any of them
/// (contract L17; M3, S10, S11, A5).
package struct AdminDecision: Sendable {
    package enum Verb: String, CaseIterable, Sendable {
        case approve, suspend, reinstate
        case comp, uncomp
        case makeAdmin = "make-admin"
        case makeUser = "make-user"
        case delete
        case reopen

        /// True where nobody decides without saying why.
        package var needsReason: Bool {
            switch self {
            case .approve, .suspend, .reinstate, .reopen: false
            case .comp, .uncomp, .makeAdmin, .makeUser, .delete: true
            }
        }
    }

    package let verb: Verb
    /// A user's id, or of `reopen` a tenant's.
    package let subject: String
    package let reason: String?

    package init(_ verb: Verb, _ subject: String, reason: String?) {
        (self.verb, self.subject, self.reason) = (verb, subject, reason)
    }
}

/// Where a decision left its subject.
package struct AdminOutcome: Sendable {
    package let stream: StreamID
    /// Nil for what was deleted.
    package let version: StreamVersion?
    /// A merchant's, which an approval ensures.
    package var workspace: Merchants.Workspace?

    fileprivate init(_ profile: FoundProfile) { self.init(profile.stream, profile.version) }

    fileprivate init(_ stream: StreamID, _ version: StreamVersion?) {
        (self.stream, self.version) = (stream, version)
    }

    /// `{stream, version, workspace?: {tenantId, name, created}}`.
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("stream", stream.name)
            writer.memberOrNull("version", version?.rawValue)
            guard let workspace else { return }
            writer.member("workspace") { workspace.write(to: &$0) }
        }
    }
}

/// Carries decisions out.
package struct AdminDesk: Sendable {
    private let merchants: Merchants
    private let memberships: Memberships
    private let wizards: Wizards

    package init(merchants: Merchants, memberships: Memberships, wizards: Wizards) {
        (self.merchants, self.memberships, self.wizards) = (merchants, memberships, wizards)
    }

    /// What is so already changes nothing.
    ///
    /// - Throws: `MerchantRejection`, `MembershipRejection` or `WizardRejection`.
    package func carryOut(
        _ decision: AdminDecision, by admin: EventActor, _ facts: RequestFacts
    ) async throws -> AdminOutcome {
        let request = AdminRequest(userID: decision.subject, admin: admin, facts: facts)
        let (given, reason) = (decision.reason, decision.reason ?? "")
        switch decision.verb {
        case .approve: return Self.outcome(try await merchants.approve(reason: given, request))
        case .suspend: return Self.outcome(try await merchants.suspend(reason: given, request))
        case .reinstate: return Self.outcome(try await merchants.reinstate(reason: given, request))
        case .comp, .uncomp:
            let isComped = decision.verb == .comp
            return AdminOutcome(
                try await memberships.comp(isComped, reason: reason, request).value)
        case .makeAdmin, .makeUser:
            let role = decision.verb == .makeAdmin ? "admin" : "user"
            return AdminOutcome(
                try await memberships.changeRole(role, reason: reason, request).value)
        case .delete:
            // Who is named by a linked identity has the profile under another id.
            let id = try await memberships.ledger.read { reader in
                try Profiles.profile(subject: decision.subject, reader)?.id ?? decision.subject
            }
            _ = try await memberships.delete(reason: reason, request)
            return AdminOutcome(StreamID(category: "profile", id: id), nil)
        case .reopen:
            let reopened = try await wizards.reopen(
                tenantID: decision.subject, reason: given,
                TenantRequest(actor: admin, facts: facts)
            ).value
            return AdminOutcome(
                StreamID(category: "tenant", id: reopened.tenantID), reopened.version)
        }
    }

    private static func outcome(_ decided: Once<Merchants.Decided>) -> AdminOutcome {
        var outcome = AdminOutcome(decided.value.profile)
        outcome.workspace = decided.value.workspace
        return outcome
    }
}
