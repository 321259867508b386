import OnboardingLedger

extension APICore {
    /// A person whose identity is another user's is that user everywhere (S10); the first request
    /// records it.
    func resolvingLink(_ call: Call) async throws -> Call {
        guard case .person(var bearer) = call.caller,
            let user = try await memberships.standIn(for: bearer.person)
        else { return call }
        if !user.isLinked { try await memberships.link(bearer.person, call.facts) }
        bearer.id = user.userID
        var call = call
        call.caller = .person(bearer)
        return call
    }
}
