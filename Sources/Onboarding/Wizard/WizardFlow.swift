import Time

/// The declaration of the auto-saving wizard (X1): the tenant's onboarding status and its pages.
///
/// Its subjects are the users' wizards; what becomes of their tenants stands in the tenants' own
/// streams. What is not completed seven days after it was begun is closed (A5).
public enum WizardFlow: BuiltInFlow {
    typealias Stage = OnboardingStatus

    public static let declaration = FlowDeclaration(
        flow: "wizard", category: "wizard", stages: stages, exits: exits, transitions: moves,
        attributes: [
            FlowAttribute("variant", field: "variant"),
            FlowAttribute("accountType", field: "accountType", isLinked: true),
            FlowAttribute("entityType", field: "entityType", isLinked: true),
            FlowAttribute("country", field: "country", isLinked: true),
            FlowAttribute("currency", field: "currency", isLinked: true),
        ],
        expiry: ISO8601Duration(milliseconds: Wizard.abandonedAfterSeconds * 1000),
        link: FlowLink(
            category: "tenant", ownerField: "ownerId",
            unless: ("source", WorkspaceCreated.spaceSource)),
        beginsUnseen: true)

    /// Open, with all pages below it, until the onboarding is completed.
    public static let wizardPage = "/onboarding"
    /// Where the tenant's people belong from then on.
    public static let homePage = "/dashboard"

    private static let stages = [
        stage(
            .new, on: [.stepSaved], route: wizardPage,
            required: [
                .field("accountType", "Say what kind of account it is."),
                .field("entityName", "The company needs a name."),
                .field("country", "Say where the company is."),
                .field("currency", "Say in which currency the books are kept."),
                .action("initialize", "Set up the company with what was filled in."),
            ]),
        // Also after the compensation (A7), and when an admin opens an abandoned tenant (A5).
        stage(
            .inProgress, on: [.companyInitialized, .identitySyncFailed, .tenantReopened],
            route: wizardPage,
            required: [.action("complete", "Complete the onboarding, to open the books.")]),
        stage(.completed, on: [.onboardingCompleted], route: homePage),
    ]

    private static let closed = TenantStatus.closed.rawValue
    private static let exits = [FlowExit(closed, on: [EventKind.tenantClosed.rawValue])]

    private static let moves = [
        move(.new, .inProgress, on: .companyInitialized),
        move(.inProgress, .completed, on: .onboardingCompleted),
        // The compensation (A7).
        move(.completed, .inProgress, on: .identitySyncFailed),
        leave(.inProgress, closed, on: .tenantClosed),
        // By an admin (A5), or because the merchant was let in.
        comeBack(.inProgress, from: closed, on: .tenantReopened),
    ]
}

extension FlowDeclaration {
    /// The names of the steps that save-step numbers from 0; empty for a flow without such steps.
    package var stepNames: [String] {
        flow == WizardFlow.declaration.flow
            ? Wizard.stepNames : steps.map(\.name)
    }
}
