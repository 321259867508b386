import JSON
import Time

/// What a user's events add up to.
public struct ProfileState: Sendable, Equatable {
    /// False for a stream without events, and again after the profile was deleted.
    public internal(set) var exists = false
    /// Trimmed and in lower case; empty without one, and after an erasure.
    public internal(set) var email = ""
    /// Empty when nobody said; a member's edits change it too (S4).
    public internal(set) var firstName = ""
    /// Empty when nobody said; a member's edits change it too (S4).
    public internal(set) var lastName = ""
    /// As the token had it at first sight.
    public internal(set) var phone: String?
    /// True once a code, Google or a token's issuer vouched for the email.
    public internal(set) var isEmailVerified = false
    /// When the user was erased last; nil for who never was.
    public internal(set) var erasedAt: Timestamp?
    /// How the email was shown to be the person's own; nil for users who did not sign up here.
    public internal(set) var method: IdentityMethod?
    /// Where a user came from who did not sign up.
    public internal(set) var source: AccountSource?
    /// `user` or `admin` (S11); a merchant flow's role stands in `access`.
    public internal(set) var role = ""
    /// When the user was made an admin no more, or deleted: tokens from before give no rights. Nil
    /// for whom neither happened to, and again for an admin.
    public internal(set) var adminEndedAt: Timestamp?
    /// The tenant that came with the sign-up; nil for users who did not sign up here.
    public internal(set) var tenantID: String?
    /// Further subjects of tokens that are this user (S10).
    public internal(set) var identities: [String] = []
    /// The key by which the email leads here; nil when another user has it.
    public internal(set) var emailClaim: ClaimKey?
    /// When the user was first seen, by a sign-up, a token or a payment.
    public internal(set) var createdAt = Timestamp.earliest
    /// What was paid for, and the profile of a member.
    public package(set) var membership: MembershipState {
        get { membershipApart.part }
        set { membershipApart.part = newValue }
    }
    /// What a merchant's, consumer's or admin's account may do; a suspension stands without a
    /// profile, too.
    public package(set) var access = AccessState()

    /// On the heap, and only for those who have one.
    var membershipApart = Apart<MembershipState>()

    public init() {}

    /// What an admin gave (S11); a merchant flow's admin is one too (M1).
    public var isAdmin: Bool { role == "admin" || access.isAdmin }

    /// False again once the email was erased: who still has it may prove it anew.
    public var hasProvenEmail: Bool { isEmailVerified && !email.isEmpty }

    /// The payment gate (S5).
    public var isPaid: Bool { isAdmin || membership.isComped || membership.billing.isPaid }

    /// True for who completed a checkout, never signed in and did not claim the payment (S8).
    public var isUnclaimedPayer: Bool {
        exists && source == .checkout && identities.isEmpty && !isEmailVerified
            && !membership.isClaimed
    }
}

/// An event of any flow that writes a profile's stream.
public enum ProfileStreamEvent: Sendable, Equatable {
    /// Of the user as such, whatever the flow.
    case profile(ProfileEvent)
    /// Of the membership (S).
    case membership(MembershipEvent)
    /// Of what the account may do (M).
    case access(AccessEvent)

    package var kind: EventKind {
        switch self {
        case .profile(let event): event.kind
        case .membership(let event): event.kind
        case .access(let event): event.kind
        }
    }
}

/// The flows that share a profile's stream, each with its part of the state.
extension ProfileState {
    /// Events of other families in a profile's stream change nothing.
    package static let families: Set<EventFamily> = [.profile, .membership, .access]

    /// Folds an event of any of the flows.
    mutating func applyPart(
        _ kind: EventKind, data: UnsafeRawBufferPointer, personal: UnsafeRawBufferPointer?,
        at time: Timestamp
    ) throws(JSONError) {
        switch kind.family {
        case .profile: unsafe try apply(kind, data: data, personal: personal, at: time)
        case .membership:
            evolve(
                unsafe try MembershipEvent.decode(kind, data: data, personal: personal), at: time)
        case .access: unsafe try access.apply(kind, data: data, personal: personal, at: time)
        default: break
        }
    }

    package mutating func evolve(_ event: ProfileStreamEvent, at time: Timestamp) {
        switch event {
        case .profile(let event): evolve(event, at: time)
        case .membership(let event): evolve(event, at: time)
        case .access(let event): access.evolve(event, at: time)
        }
    }

    /// A member's name is the user's name, wherever it was given.
    package mutating func evolve(_ event: MembershipEvent, at time: Timestamp) {
        membership.evolve(event, at: time)
        if case .edited(let event) = event {
            firstName = event.firstName.applied(to: firstName) ?? ""
            lastName = event.lastName.applied(to: lastName) ?? ""
        }
        if case .claimed(let event) = event { emailClaim = claim(of: event) ?? emailClaim }
    }

    /// Folds `events` and answers them in the form that the log keeps.
    package mutating func take(
        _ events: [ProfileStreamEvent], at time: Timestamp
    ) -> [EncodedEvent] {
        events.map { event in
            let claims = claimChanges(for: event)
            evolve(event, at: time)
            return switch event {
            case .profile(let event): EncodedEvent(event, claims: claims)
            case .membership(let event): EncodedEvent(event, claims: claims)
            case .access(let event): EncodedEvent(event, claims: claims)
            }
        }
    }

    /// How far the person is in the membership, or else as a merchant.
    package var stage: String? { membership.stage?.rawValue ?? access.stage?.rawValue }

    /// What the account may do, when somebody decides on that.
    package var status: String? { access.status?.rawValue }

    /// Email and names, in lower case.
    package var searchText: String {
        SearchText.join([email, firstName, lastName, membershipApart.own?.fields.preferredName])
    }
}

extension ProfileStreamEvent {
    /// When the provider made the report that the event is; nil for what happened here.
    package var reportedAt: Timestamp? {
        guard case .membership(let event) = self else { return nil }
        return event.reportedAt
    }
}
