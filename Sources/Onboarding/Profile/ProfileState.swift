import JSON
import Time

/// What a user's events add up to.
public struct ProfileState: Sendable, Equatable {
    /// False for a stream without events.
    public internal(set) var exists = false
    public internal(set) var email = ""
    public internal(set) var firstName = ""
    public internal(set) var lastName = ""
    public internal(set) var isEmailVerified = false
    public internal(set) var method = IdentityMethod.email
    public internal(set) var role = ""
    public internal(set) var tenantID: String?
    public internal(set) var createdAt = Timestamp.earliest

    public init() {}
}

extension ProfileState: FoldedState {
    package mutating func evolve(_ event: ProfileEvent, at time: Timestamp) {
        switch event {
        case .created(let event): create(event, at: time)
        }
    }

    private mutating func create(_ event: ProfileCreated, at time: Timestamp) {
        exists = true
        email = event.email
        firstName = event.firstName
        lastName = event.lastName
        isEmailVerified = event.isEmailVerified
        method = event.method
        role = event.role
        tenantID = event.tenantID
        createdAt = time
    }

    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            guard exists else { return }
            writer.member("email", email)
            writer.member("firstName", firstName)
            writer.member("lastName", lastName)
            writer.member("isEmailVerified", isEmailVerified)
            writer.member("method", method.rawValue)
            writer.member("role", role)
            writer.member("tenantId", tenantID)
            writer.member("createdAt", createdAt)
        }
    }

    package func claimChanges(for event: ProfileEvent) -> [ClaimChange] {
        switch event {
        case .created(let event): event.email.isEmpty ? [] : [.take(.userEmail(event.email))]
        }
    }

    package var searchText: String { SearchText.join([email, firstName, lastName]) }
}
