/// Every type of event that the built-in flows know; a team's own flows add types as plain names.
public enum EventKind: String, CaseIterable, Sendable {
    // Sign-up
    case signUpStarted = "SignUpStarted"
    case planChanged = "PlanChanged"
    case verificationCodeSent = "VerificationCodeSent"
    case verificationCodeRefused = "VerificationCodeRefused"
    case identityVerified = "IdentityVerified"
    case identityProven = "IdentityProven"
    case businessStaged = "BusinessStaged"
    case paymentSkipped = "PaymentSkipped"
    case paymentRequired = "PaymentRequired"
    case checkoutRequested = "CheckoutRequested"
    case checkoutStarted = "CheckoutStarted"
    case checkoutFailed = "CheckoutFailed"
    case checkoutExpired = "CheckoutExpired"
    case paymentConfirmed = "PaymentConfirmed"
    case signUpReadied = "SignUpReadied"
    case signUpCompleted = "SignUpCompleted"
    case signUpCancelled = "SignUpCancelled"
    case signUpExpired = "SignUpExpired"
    case paymentKept = "PaymentKept"
    case paymentHandedOver = "PaymentHandedOver"
    case paymentSetAside = "PaymentSetAside"
    // Account
    case profileCreated = "ProfileCreated"
    case workspaceCreated = "WorkspaceCreated"
    case businessCreated = "BusinessCreated"
    case subscriptionStarted = "SubscriptionStarted"
    case subscriptionChanged = "SubscriptionChanged"
    // Wizard
    case stepSaved = "StepSaved"
    case companyInitialized = "CompanyInitialized"
    case onboardingCompleted = "OnboardingCompleted"
    case chartOfAccountsCreated = "ChartOfAccountsCreated"
    case fiscalYearOpened = "FiscalYearOpened"
    case identitySynced = "IdentitySynced"
    case identitySyncFailed = "IdentitySyncFailed"
    case tenantClosed = "TenantClosed"
    case tenantReopened = "TenantReopened"
    // Call
    case callRequired = "CallRequired"
    case callNotRequired = "CallNotRequired"
    case meetingBooked = "MeetingBooked"
    case meetingRescheduled = "MeetingRescheduled"
    case meetingCancelled = "MeetingCancelled"
    case meetingHeld = "MeetingHeld"
    case meetingNoted = "MeetingNoted"
    case meetingReported = "MeetingReported"
    // Profile
    case accountOpened = "AccountOpened"
    case emailVerified = "EmailVerified"
    case identityLinked = "IdentityLinked"
    case roleChanged = "RoleChanged"
    case profileDeleted = "ProfileDeleted"
    // Membership
    case membershipOpened = "MembershipOpened"
    case profileEdited = "ProfileEdited"
    case membershipOnboardingStarted = "MembershipOnboardingStarted"
    case membershipOnboarded = "MembershipOnboarded"
    case membershipActivated = "MembershipActivated"
    case membershipLapsed = "MembershipLapsed"
    case membershipOnboardingResumed = "MembershipOnboardingResumed"
    case membershipRestored = "MembershipRestored"
    case membershipComped = "MembershipComped"
    case membershipCheckoutOpened = "MembershipCheckoutOpened"
    case membershipCheckoutReported = "MembershipCheckoutReported"
    case subscriptionReported = "SubscriptionReported"
    case invoicePaymentFailed = "InvoicePaymentFailed"
    case customerLinked = "CustomerLinked"
    case membershipClaimed = "MembershipClaimed"
    case birthChartComputed = "BirthChartComputed"
    // Merchant
    case accessRequested = "AccessRequested"
    case accessGranted = "AccessGranted"
    case accessApproved = "AccessApproved"
    case accessSuspended = "AccessSuspended"
    case accessReinstated = "AccessReinstated"
    case merchantOnboarded = "MerchantOnboarded"
    case merchantOnboardingReopened = "MerchantOnboardingReopened"
    case shopProfileChanged = "ShopProfileChanged"
    // A team's own flow
    case flowStepSaved = "FlowStepSaved"
    case flowExpired = "FlowExpired"
    case flowDeclared = "FlowDeclared"
    // Only counted
    case webhookUnmatched = "WebhookUnmatched"
    case commandRefused = "CommandRefused"
    case refusalsOmitted = "RefusalsOmitted"
    case effectSucceeded = "EffectSucceeded"
    case effectFailed = "EffectFailed"
    case effectAbandoned = "EffectAbandoned"
    // Erasure
    case personErased = "PersonErased"
    case personalDataErased = "PersonalDataErased"

    /// The version that is written today; older ones are upcast on read (contract L10).
    public var schemaVersion: Int {
        switch self {
        case .signUpStarted, .commandRefused, .personErased: 2
        default: 1
        }
    }

    /// Whose decider makes these events, and which state folds them.
    package var family: EventFamily {
        switch self {
        case .profileCreated, .accountOpened, .emailVerified, .identityLinked, .roleChanged,
            .profileDeleted:
            .profile
        case .membershipOpened, .profileEdited, .membershipOnboardingStarted, .membershipOnboarded,
            .membershipActivated, .membershipLapsed, .membershipOnboardingResumed,
            .membershipRestored, .membershipComped, .membershipCheckoutOpened,
            .membershipCheckoutReported, .subscriptionReported, .invoicePaymentFailed,
            .customerLinked, .membershipClaimed, .birthChartComputed:
            .membership
        case .accessRequested, .accessGranted, .accessApproved, .accessSuspended,
            .accessReinstated, .merchantOnboarded, .merchantOnboardingReopened:
            .access
        case .shopProfileChanged: .shop
        case .workspaceCreated, .businessCreated, .subscriptionStarted, .subscriptionChanged:
            .tenant
        case .stepSaved: .wizard
        case .companyInitialized, .onboardingCompleted, .chartOfAccountsCreated, .fiscalYearOpened,
            .identitySynced, .identitySyncFailed, .tenantClosed, .tenantReopened:
            .company
        case .callRequired, .callNotRequired, .meetingBooked, .meetingRescheduled,
            .meetingCancelled, .meetingHeld, .meetingNoted:
            .call
        case .meetingReported: .meeting
        case .flowStepSaved, .flowExpired: .declared
        case .flowDeclared: .flow
        case .webhookUnmatched, .commandRefused, .refusalsOmitted, .effectSucceeded, .effectFailed,
            .effectAbandoned:
            .tally
        case .personErased, .personalDataErased: .erasure
        case .signUpStarted, .planChanged, .verificationCodeSent, .verificationCodeRefused,
            .identityVerified, .identityProven, .businessStaged, .paymentSkipped, .paymentRequired,
            .checkoutRequested, .checkoutStarted, .checkoutFailed, .checkoutExpired,
            .paymentConfirmed, .signUpReadied, .signUpCompleted, .signUpCancelled, .signUpExpired,
            .paymentKept, .paymentHandedOver, .paymentSetAside:
            .signUp
        }
    }
}

/// The events that one state folds.
package enum EventFamily: Sendable, Hashable, CaseIterable {
    /// In `session-<id>`, `profile-<userId>` and `tenant-<id>`; the last in streams that are only
    /// counted.
    case signUp, profile, tenant, tally
    /// A person's membership, in their profile's stream.
    case membership
    /// A person's access as a merchant's, in their profile's stream.
    case access
    /// A merchant's shop, in its tenant's stream.
    case shop
    /// A wizard's saves, in `wizard-<userId>`.
    case wizard
    /// What the wizard and its jobs do to a tenant.
    case company
    /// A space's onboarding call, in its tenant's stream.
    case call
    /// A subject of a team's own flow, in `<flow>-<userId>`.
    case declared
    /// A team's own flow as such, in `flow-<id>`.
    case flow
    /// What was told of a meeting that no space could be found for, in `meeting-<uid>`.
    case meeting
    /// What was taken out of the log, in `erasure-<id>` and in the streams that lost something.
    case erasure
}
