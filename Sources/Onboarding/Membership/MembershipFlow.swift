/// The declaration of the membership (X1): its stages and pages in one place.
public enum MembershipFlow: BuiltInFlow {
    typealias Stage = MembershipStage

    /// Its subjects are the profiles of those who entered the membership; it never expires.
    public static let declaration = FlowDeclaration(
        flow: "membership", category: "profile", stages: stages,
        exits: [
            FlowExit(lapsed, on: [EventKind.membershipLapsed.rawValue]),
            FlowExit(deleted, on: [EventKind.profileDeleted.rawValue]),
        ],
        transitions: moves + ways(to: lapsed, on: .membershipLapsed)
            + [leave(.joined, deleted, on: .profileDeleted)]
            + ways(to: deleted, on: .profileDeleted),
        attributes: [
            FlowAttribute("plan", field: "membership_plan"),
            FlowAttribute(FlowAttribute.variant, field: "membership_variant"),
        ])

    /// Open to everybody.
    public static let signInPage = "/sign-in"
    /// Where members belong.
    public static let homePage = "/sanctuary"
    /// Where a plan is chosen and paid; sends on who is paid for (S6).
    public static let joinPage = "/join"
    /// Where the provider sends payers back to (S2); open without signing in, for those who have no
    /// account yet (S8).
    public static let welcomePage = "/welcome"
    /// The form; open from the payment until it is complete.
    public static let onboardingPage = "/onboarding"

    private static let lapsed = "lapsed"
    private static let deleted = "deleted"

    private static let stages = [
        stage(
            .joined, on: [.membershipOpened], route: joinPage,
            required: [.action("pay", "Choose a plan and pay for it.")]),
        stage(
            .paid, on: [.membershipActivated], route: welcomePage, alsoOpen: [onboardingPage],
            required: form),
        stage(
            .started, on: [.membershipOnboardingStarted, .membershipOnboardingResumed],
            isOptional: true, route: onboardingPage, alsoOpen: [welcomePage], required: form),
        stage(
            .onboarded, on: [.membershipOnboarded, .membershipRestored], route: homePage,
            alsoOpen: [welcomePage]),
    ]

    /// A birthplace, which is the member's to give or keep, comes with its coordinates (S4).
    private static let form: [Requirement] = [
        .field("first_name", "Your name is needed to let you in."),
        .field("last_name", "Your name is needed to let you in."),
        .action("complete", "Finish the profile, to be let in."),
    ]

    /// Who pays again goes on from the exit: first to `paid`, then to where the profile is.
    private static let moves = [
        move(.joined, .paid, on: .membershipActivated),
        move(.paid, .started, on: .membershipOnboardingStarted),
        move(.paid, .started, on: .membershipOnboardingResumed),
        move(.paid, .onboarded, on: .membershipOnboarded),
        move(.paid, .onboarded, on: .membershipRestored),
        move(.started, .onboarded, on: .membershipOnboarded),
        comeBack(.paid, from: lapsed, on: .membershipActivated),
    ]

    /// From every stage behind the payment gate.
    private static func ways(to exit: String, on kind: EventKind) -> [FlowTransition] {
        MembershipStage.allCases.dropFirst().map { leave($0, exit, on: kind) }
    }
}
