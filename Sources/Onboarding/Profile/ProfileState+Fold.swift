import JSON
import Time

extension ProfileState: FoldedState {
    package typealias Event = ProfileEvent

    /// A deletion leaves the initial state, membership and access included; the version goes on,
    /// and so do a suspension (M3) and the end of an admin's rights (S11).
    package mutating func evolve(_ event: ProfileEvent, at time: Timestamp) {
        switch event {
        case .created(let event): create(event, at: time)
        case .accountOpened(let event): open(event, at: time)
        case .emailVerified(let event):
            if !event.email.isEmpty { emailClaim = .userEmail(event.email) }
            email = event.email
            isEmailVerified = true
        case .identityLinked(let event): identities.append(event.subject)
        case .roleChanged(let event):
            role = event.role
            adminEndedAt = event.role == "admin" ? nil : time
        case .deleted:
            let isSuspended = access.status == .suspended
            self = ProfileState()
            if isSuspended { access.status = .suspended }
            adminEndedAt = time
        }
    }

    /// The texts that an erasure took are gone from the events before it: what stays is when that
    /// was.
    mutating func noteErasure(_ data: UnsafeRawBufferPointer, at time: Timestamp) throws(JSONError)
    {
        if try unsafe PersonalDataErased(data: data, personal: nil).extent == .all {
            erasedAt = time
        }
    }

    /// Who paid before signing up keeps what was paid for, and since when they are known.
    private mutating func create(_ event: ProfileCreated, at time: Timestamp) {
        if !exists { createdAt = time }
        (exists, source) = (true, nil)
        email = event.email
        firstName = event.firstName
        lastName = event.lastName
        isEmailVerified = event.isEmailVerified
        method = event.method
        role = event.role
        tenantID = event.tenantID
        emailClaim = event.email.isEmpty ? nil : .userEmail(event.email)
    }

    /// Makes the profile, also anew after a deletion.
    private mutating func open(_ event: AccountOpened, at time: Timestamp) {
        exists = true
        email = event.email
        firstName = event.firstName
        lastName = event.lastName
        phone = event.phone
        isEmailVerified = event.isEmailVerified
        source = event.source
        role = event.role
        emailClaim = claim(of: event)
        createdAt = time
    }

    /// Without a profile an empty object, but for whether the user was suspended. Of further
    /// identities only the number is told.
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            guard exists else { return access.writeMembers(to: &writer) }
            writer.member("email", email)
            writer.member("firstName", firstName)
            writer.member("lastName", lastName)
            writer.member("phone", phone)
            writer.member("isEmailVerified", hasProvenEmail)
            writer.member("method", method?.rawValue)
            writer.member("source", source?.rawValue)
            writer.member("role", role)
            writer.member("tenantId", tenantID)
            if !identities.isEmpty { writer.member("identities", identities.count) }
            membershipApart.own?.writeMembers(to: &writer)
            access.writeMembers(to: &writer)
            writer.member("createdAt", createdAt)
        }
    }
}

/// The keys by which a user is found.
extension ProfileState {
    /// Access takes no keys.
    func claimChanges(for event: ProfileStreamEvent) -> [ClaimChange] {
        switch event {
        case .profile(let event): claimChanges(for: event)
        case .membership(let event): claimChanges(for: event)
        case .access: []
        }
    }

    /// A deletion gives up every key that leads to the user.
    package func claimChanges(for event: ProfileEvent) -> [ClaimChange] {
        switch event {
        case .created(let event):
            return takeOver(by: event.email)
        case .accountOpened(let event): return claim(of: event).map { [.take($0)] } ?? []
        case .emailVerified(let event): return takeOver(by: event.email)
        case .identityLinked(let event): return [.take(.identity(event.subject))]
        case .roleChanged: return []
        case .deleted:
            let keys =
                identities.map { ClaimKey.identity($0) }
                + membership.customerIDs.map { .customer($0) }
                + membership.paidCheckoutIDs.map { .checkout($0) }
            return (emailClaim.map { [$0] } ?? []).map { .release($0) } + keys.map { .release($0) }
        }
    }

    /// A proven email is the user's own, and what led here before does no more.
    private func takeOver(by email: String) -> [ClaimChange] {
        guard !email.isEmpty else { return [] }
        return (emailClaim.map { [.release($0)] } ?? []) + [.take(.userEmail(email))]
    }

    /// A customer and a paid checkout lead to their user for good; a claim makes the email the
    /// user's own.
    package func claimChanges(for event: MembershipEvent) -> [ClaimChange] {
        switch event {
        case .customerLinked(let event): return [.take(.customer(event.customerID))]
        case .checkoutReported(let event) where event.outcome.isPayment:
            return [.take(.checkout(event.checkoutSessionID))]
        case .claimed(let event):
            guard let claim = claim(of: event) else { return [] }
            return (emailClaim.map { [.release($0)] } ?? []) + [.take(claim)]
        default: return []
        }
    }

    /// Only an email that the token's issuer vouches for keeps others from it; a payer's or an
    /// unproven one is merely looked up.
    func claim(of event: AccountOpened) -> ClaimKey? {
        guard event.holdsEmail, !event.email.isEmpty else { return nil }
        return event.isEmailVerified ? .userEmail(event.email) : .unverifiedEmail(event.email)
    }

    /// Who claimed a payment signs in by the email (K16).
    func claim(of event: MembershipClaimed) -> ClaimKey? {
        event.email.isEmpty ? nil : .userEmail(event.email)
    }
}
