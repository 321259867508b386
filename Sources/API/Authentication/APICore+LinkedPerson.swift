import OnboardingLedger

extension APICore {
    /// A person whose identity is another user's is that user everywhere (S10); the first request
    /// records it.
    ///
    /// - Throws: 401 for a token from before its account's email was proven by another.
    func resolvingLink(_ call: Call) async throws -> Call {
        guard case .person(var bearer) = call.caller else { return call }
        if try await memberships.isOutdatedClaim(bearer.person) { throw Authenticator.invalid }
        guard let user = try await memberships.standIn(for: bearer.person) else { return call }
        if !user.isLinked { try await memberships.link(bearer.person, call.facts) }
        bearer.id = user.userID
        var call = call
        call.caller = .person(bearer)
        return call
    }
}
