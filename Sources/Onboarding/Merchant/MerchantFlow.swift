/// The declaration of the merchant flow (X1), over the user's profile.
public enum MerchantFlow {
    public static let declaration = FlowDeclaration(
        flow: "merchant", category: "profile", stages: stages,
        exits: [FlowExit(suspended, on: [EventKind.accessSuspended.rawValue])],
        transitions: moves, attributes: [FlowAttribute("requestedRole", field: "requestedRole")])

    public static let loginPage = "/login"
    public static let pendingPage = "/pending-approval"
    public static let suspendedPage = "/suspended"
    public static let onboardingPage = "/onboarding"
    public static let posPage = "/settings/pos"
    public static let homePage = "/"
    public static let adminPage = "/admin"

    private static let suspended = "suspended"

    private static let stages = [
        stage(.requested, on: [.accessRequested], route: pendingPage),
        stage(
            .approved, on: [.accessApproved, .merchantOnboardingReopened],
            route: onboardingPage),
        stage(
            .onboarded, on: [.merchantOnboarded], route: homePage,
            alsoOpen: [onboardingPage, posPage]),
    ]

    private static let moves =
        [
            move(.requested, .approved, on: .accessApproved),
            move(.approved, .onboarded, on: .merchantOnboarded),
            move(.onboarded, .approved, on: .merchantOnboardingReopened),
        ]
        + MerchantStage.allCases.map { stage in
            FlowTransition(
                from: stage.rawValue, to: suspended, on: EventKind.accessSuspended.rawValue)
        }

    private static func move(
        _ from: MerchantStage, _ to: MerchantStage, on kind: EventKind
    ) -> FlowTransition {
        FlowTransition(from: from.rawValue, to: to.rawValue, on: kind.rawValue)
    }

    private static func stage(
        _ stage: MerchantStage, on kinds: [EventKind], route: String, alsoOpen: [String] = []
    ) -> FlowStage {
        FlowStage(stage.rawValue, on: kinds.map(\.rawValue), route: route, alsoOpen: alsoOpen)
    }
}
