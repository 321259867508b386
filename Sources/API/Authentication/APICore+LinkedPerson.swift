extension APICore {
    /// A person whose identity was linked to a user is that user everywhere (S10).
    func resolvingLink(_ call: Call) async throws -> Call {
        guard case .person(var bearer) = call.caller,
            let id = try await memberships.userID(linkedTo: bearer.id)
        else { return call }
        bearer.id = id
        var call = call
        call.caller = .person(bearer)
        return call
    }
}
