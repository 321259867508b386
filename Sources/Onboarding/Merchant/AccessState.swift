import JSON
import Time

/// Whether an account may be used.
public enum AccessStatus: String, Sendable, CaseIterable {
    /// The account may be used.
    case active
    /// A merchant whom no admin approved yet.
    case pendingApproval = "pending_approval"
    /// An admin shut the user out; what the account was before comes back with reinstating.
    case suspended
}

/// How far a merchant is, in order.
public enum MerchantStage: String, Sendable, CaseIterable {
    /// Access was asked for.
    case requested
    /// An admin approved; the shop is to be described.
    case approved
    /// The shop has all that it needs.
    case onboarded
}

/// Why an account cannot be used as asked (M2).
public enum AccessCode: String, Sendable, CaseIterable {
    /// A merchant waits for an admin.
    case pendingApproval = "PENDING_APPROVAL"
    /// An admin shut the user out.
    case suspended = "SUSPENDED"
    /// Who asked to be an admin signed in with another email (M1).
    case adminEmailRequired = "ADMIN_EMAIL_REQUIRED"
}

/// What the events of a user's access add up to.
public struct AccessState: Sendable, Equatable {
    /// Nil until the user was seen by the merchants' door.
    public internal(set) var role: AccessRole?
    /// What was asked for last, had or not.
    public internal(set) var requestedRole: AccessRole?
    /// The experiment's variant that the merchant was given, if any (D4).
    public internal(set) var variant: String?
    /// Nil until the user was seen, as the role, or suspended.
    public internal(set) var status: AccessStatus?
    /// Where a merchant is; nil for others.
    public internal(set) var stage: MerchantStage?
    /// True while the shop has all that it needs.
    public internal(set) var isOnboarded = false

    public init() {}

    /// False while suspended.
    public var isAdmin: Bool { role == .admin && status == .active }

    /// Why the account cannot be used, in the order of weight.
    public var code: AccessCode? {
        switch status {
        case .suspended: .suspended
        case .pendingApproval: .pendingApproval
        case .active, nil:
            requestedRole == .admin && role != .admin ? .adminEmailRequired : nil
        }
    }

    /// Seen, approved where that is needed, and neither suspended nor short of an admin's email
    /// (M2).
    public var canUseApp: Bool { status == .active && code == nil }

    /// A merchant who was approved and is not suspended.
    public var isActiveMerchant: Bool { role == .client && status == .active }

    /// True for an approved merchant whose shop lacks something (M8).
    public var needsMerchantOnboarding: Bool { isActiveMerchant && !isOnboarded }
}

extension AccessState: FoldedPart {
    /// A suspension keeps the stage, which then tells where reinstating leads: only an approval
    /// ends the first one. Logs from before that was so have completions of shops in it.
    package mutating func evolve(_ event: AccessEvent, at time: Timestamp) {
        switch event {
        case .requested(let event):
            (requestedRole, role) = (event.requestedRole, .client)
            (status, stage) = (.pendingApproval, .requested)
            variant = variant ?? event.variant
        case .granted(let event):
            (requestedRole, role) = (event.requestedRole, event.role)
            // A merchant who asked for more stays where they are.
            if event.role != .client { (status, stage) = (.active, nil) }
        case .approved: (status, stage) = (.active, isOnboarded ? .onboarded : .approved)
        case .suspended: status = .suspended
        case .reinstated:
            status = stage == .requested ? .pendingApproval : .active
        case .onboarded: note(isOnboarded: true)
        case .reopened: note(isOnboarded: false)
        }
    }

    private mutating func note(isOnboarded: Bool) {
        self.isOnboarded = isOnboarded
        if stage != .requested { stage = isOnboarded ? .onboarded : .approved }
    }

    /// Nothing for who was neither seen by the merchants' door nor suspended.
    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("accessRole", role?.rawValue)
        writer.member("requestedRole", requestedRole?.rawValue)
        writer.member("status", status?.rawValue)
        writer.member("merchantStage", stage?.rawValue)
        writer.member("merchantVariant", variant)
        if role == .client { writer.member("merchantOnboarded", isOnboarded) }
    }

    /// The answer of M2.
    package func writeAnswer(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("role", (role ?? .consumer).rawValue)
            writer.member("status", (status ?? .active).rawValue)
            writer.member("canUseApp", canUseApp)
            writer.member("needsMerchantOnboarding", needsMerchantOnboarding)
            writer.member("code", code?.rawValue)
        }
    }
}
