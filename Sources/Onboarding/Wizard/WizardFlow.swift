/// The declaration of the auto-saving wizard (X1): the tenant's onboarding status and its pages.
///
/// Its subjects are the users' wizards; what becomes of their tenants stands in the tenants' own
/// streams.
public enum WizardFlow {
    public static let declaration = FlowDeclaration(
        flow: "wizard", category: "wizard", stages: stages, exits: exits, transitions: moves,
        attributes: [
            FlowAttribute("variant", field: "variant"),
            FlowAttribute("accountType", field: "accountType", isLinked: true),
            FlowAttribute("entityType", field: "entityType", isLinked: true),
            FlowAttribute("country", field: "country", isLinked: true),
            FlowAttribute("currency", field: "currency", isLinked: true),
        ],
        link: FlowLink(
            category: "tenant", ownerField: "ownerId",
            unless: ("source", WorkspaceCreated.spaceSource)),
        beginsUnseen: true)

    public static let wizardPage = "/onboarding"
    public static let homePage = "/dashboard"

    private static let stages = [
        stage(.new, on: [.stepSaved], route: wizardPage),
        // Also after the compensation (A7), and when an admin opens an abandoned tenant (A5).
        stage(
            .inProgress, on: [.companyInitialized, .identitySyncFailed, .tenantReopened],
            route: wizardPage),
        stage(.completed, on: [.onboardingCompleted], route: homePage),
    ]

    private static let exits = [FlowExit("CLOSED", on: [EventKind.tenantClosed.rawValue])]

    private static let moves = [
        move(.new, .inProgress, on: .companyInitialized),
        move(.inProgress, .completed, on: .onboardingCompleted),
        // The compensation (A7).
        move(.completed, .inProgress, on: .identitySyncFailed),
        FlowTransition(
            from: OnboardingStatus.inProgress.rawValue, to: "CLOSED",
            on: EventKind.tenantClosed.rawValue),
    ]

    private static func move(
        _ from: OnboardingStatus, _ to: OnboardingStatus, on kind: EventKind
    ) -> FlowTransition {
        FlowTransition(from: from.rawValue, to: to.rawValue, on: kind.rawValue)
    }

    private static func stage(
        _ status: OnboardingStatus, on kinds: [EventKind], route: String
    ) -> FlowStage {
        FlowStage(status.rawValue, on: kinds.map(\.rawValue), route: route)
    }
}
