import Time

/// The declaration of the sign-up flow (X1): its stages, routes and guards in one place.
public enum SignUpFlow: BuiltInFlow {
    typealias Stage = SignUpStage

    /// Its subjects are the sessions; they expire 24 hours after their start (K1).
    public static let declaration = FlowDeclaration(
        flow: "signup", category: "session", stages: stages, exits: exits,
        transitions: moves + ways(to: "cancelled", on: .signUpCancelled)
            + ways(to: "expired", on: .signUpExpired),
        attributes: [
            FlowAttribute("plan", field: "planDescriptor"),
            FlowAttribute("method", field: "method"),
            FlowAttribute("country", field: "businessCountry"),
            FlowAttribute("currency", field: "businessCurrency"),
            FlowAttribute("variant", field: "variant"),
        ],
        expiry: ISO8601Duration(milliseconds: SignUp.lifetimeSeconds * 1000),
        goesBackByMovesOnly: true)

    private static let plan = "/onboarding/plan"
    private static let email = "/onboarding/email"
    private static let verify = "/onboarding/verify"
    private static let google = "/onboarding/oauth-callback"
    private static let business = "/onboarding/business"
    private static let payment = "/onboarding/payment"
    private static let complete = "/onboarding/complete"

    /// The plan can be chosen anew until the business is described; Google may answer at any stage
    /// that K4 takes; the verify page sends the first code itself, and so is open before it.
    private static let stages = [
        stage(
            .planSelected, on: [.signUpStarted], route: email, alsoOpen: [plan, verify, google],
            required: [
                .action("verify_email", "Prove the email with a code, or sign in with Google.")
            ]),
        stage(
            .identityPending, on: [.verificationCodeSent], isOptional: true, route: verify,
            alsoOpen: [plan, email, google],
            required: [.action("verify_email", "A code was sent to the email: enter it.")]),
        stage(
            .identityVerified, on: [.identityVerified], route: business, alsoOpen: [plan, google],
            required: [
                .field("name", "The business needs a name."),
                .field("descriptor", "The business needs a short name of its own."),
                .field("country", "Say where the business is."),
                .field("currency", "Say in which currency the business reckons."),
            ]),
        stage(
            .businessStaged, on: [.businessStaged], route: payment, alsoOpen: [business, google]),
        stage(
            .paymentPending, on: [.paymentRequired], isOptional: true, route: payment,
            alsoOpen: [google],
            required: [.action("pay", "The plan that was chosen is paid for in advance.")]),
        stage(
            .paymentConfirmed, on: [.paymentConfirmed], isOptional: true, route: complete,
            alsoOpen: [payment, google]),
        stage(
            .readyToCommit, on: [.signUpReadied], route: complete, alsoOpen: [google],
            required: [.action("complete", "Finish, to get the account and its workspace.")]),
        stage(.committed, on: [.signUpCompleted], route: complete),
    ]

    /// A session that was completed has left by none of these.
    private static let exits = [
        FlowExit("cancelled", on: [EventKind.signUpCancelled.rawValue]),
        FlowExit("expired", on: [EventKind.signUpExpired.rawValue]),
    ]

    private static let moves = [
        move(.planSelected, .identityPending, on: .verificationCodeSent),
        move(.planSelected, .identityVerified, on: .identityVerified),
        move(.identityPending, .identityVerified, on: .identityVerified),
        move(.identityVerified, .businessStaged, on: .businessStaged),
        move(.businessStaged, .readyToCommit, on: .signUpReadied),
        move(.businessStaged, .paymentPending, on: .paymentRequired),
        move(.paymentPending, .paymentConfirmed, on: .paymentConfirmed),
        // A change to a free plan, or back to the one that is paid for (K1).
        move(.paymentPending, .readyToCommit, on: .signUpReadied),
        move(.paymentConfirmed, .readyToCommit, on: .signUpReadied),
        move(.paymentConfirmed, .paymentPending, on: .paymentRequired),
        // A change to a plan that is not paid for (K1).
        move(.readyToCommit, .paymentPending, on: .paymentRequired),
        move(.readyToCommit, .committed, on: .signUpCompleted),
    ]

    /// From every stage but the last.
    private static func ways(to exit: String, on kind: EventKind) -> [FlowTransition] {
        SignUpStage.allCases.filter { $0 != .committed }.map { leave($0, exit, on: kind) }
    }
}

extension SignUpState {
    /// Where the bearer of a token belongs (K13).
    public func route(seenThrough proof: Proof) -> String? {
        stage(seenThrough: proof).flatMap { SignUpFlow.declaration.route(forStage: $0.rawValue) }
    }
}
