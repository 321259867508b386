import EventLog
import Onboarding

/// As whom a token's subject acts that was linked to a user (S10).
///
/// Profiles follow the link always. Wizards, tenants and declared flows have streams under the
/// subject's own id: who has any of those goes on with them, or linking would put them out of
/// reach; everybody else acts as the user.
struct SubjectLinks<Source: GateSource> {
    let source: Source
    let flows: FlowCatalogue

    /// The profile of another user, as whom the subject acts.
    struct LinkedProfile {
        let stream: StreamID
        let standing: ProfileStanding
        let version: StreamVersion
    }

    /// The profile that a subject was linked to; nil for one that was not.
    func profile(of subject: String) throws -> LinkedProfile? {
        guard let stream = try source.holder(.identity(subject)) else { return nil }
        let linked = try source.entry(stream)
        // Who gave an identity up, with the profile, may still be remembered for it.
        guard case .profile(let standing) = linked.facts, standing.identities.contains(subject)
        else { return nil }
        return LinkedProfile(stream: stream, standing: standing, version: linked.version)
    }

    /// The user as whom a subject acts; nil for one that acts for itself.
    func user(actingFor subject: String) throws -> String? {
        guard !subject.isEmpty, let linked = try profile(of: subject),
            try !has(subject, "profile"), try !hasThings(subject)
        else { return nil }
        return String(linked.stream.id)
    }

    /// Whether there is something under the subject's own id: a tenant, a wizard or its way
    /// through a declared flow.
    func hasThings(_ subject: String) throws -> Bool {
        if try source.holder(.userTenant(subject)) != nil { return true }
        let declared = flows.flows.filter { !$0.steps.isEmpty }.map(\.category)
        return try ([WizardFlow.declaration.category] + declared).contains {
            try has(subject, $0)
        }
    }

    private func has(_ subject: String, _ category: String) throws -> Bool {
        guard let stream = StreamID("\(category)-\(subject)") else { return false }
        return try source.entry(stream).version > .empty
    }
}
