/// The declaration of the merchant flow (X1), over the user's profile.
public enum MerchantFlow: BuiltInFlow {
    typealias Stage = MerchantStage

    /// The flow with the fields that are required unless configured otherwise (M8).
    public static let declaration = declaration(requiring: ShopState.requiredFields)

    /// - Parameter fields: what a shop must say of itself, as configured (M8).
    public static func declaration(requiring fields: [ShopField]) -> FlowDeclaration {
        FlowDeclaration(
            flow: "merchant", category: "profile", stages: stages(fields),
            exits: [
                FlowExit(suspended, on: [EventKind.accessSuspended.rawValue]),
                FlowExit(deleted, on: [EventKind.profileDeleted.rawValue]),
            ],
            transitions: moves,
            attributes: [
                FlowAttribute("requestedRole", field: "requestedRole"),
                FlowAttribute(FlowAttribute.variant, field: "merchantVariant"),
            ])
    }

    /// The only page without signing in.
    public static let loginPage = "/login"
    /// Where a merchant waits for an admin.
    public static let pendingPage = "/pending-approval"
    /// The only page of who is suspended.
    public static let suspendedPage = "/suspended"
    /// Where the shop is described.
    public static let onboardingPage = "/onboarding"
    /// The point of sale (M7); closed to consumers.
    public static let posPage = "/settings/pos"
    /// Where everybody belongs who owes nothing.
    public static let homePage = "/"
    /// With all pages below it, admins' only.
    public static let adminPage = "/admin"

    private static let suspended = "suspended"
    private static let deleted = "deleted"

    private static func stages(_ fields: [ShopField]) -> [FlowStage] {
        [
            stage(
                .requested, on: [.accessRequested], route: pendingPage,
                required: [.action("approval", "An admin looks at every new merchant.")]),
            stage(
                .approved, on: [.accessApproved, .merchantOnboardingReopened],
                route: onboardingPage, required: fields.map { .field($0.rawValue, why($0)) }),
            stage(
                .onboarded, on: [.merchantOnboarded], route: homePage,
                alsoOpen: [onboardingPage, posPage]),
        ]
    }

    /// A sentence for the merchant.
    private static func why(_ field: ShopField) -> String {
        switch field {
        case .posProvider: "Say through whose point of sale you sell."
        case .businessName: "The shop needs a name."
        case .country: "Say in which country the shop is."
        case .taxID: "The shop's tax number is needed."
        case .addressLine: "The shop's address is needed."
        case .city: "Say in which city the shop is."
        case .squareLocationHint: "Say which Square location is the shop's."
        case .cloverMerchantRef: "Say which Clover merchant the shop is."
        case .otherPOSNotes: "Say which point of sale you use."
        }
    }

    private static let moves =
        [
            move(.requested, .approved, on: .accessApproved),
            move(.approved, .onboarded, on: .merchantOnboarded),
            move(.onboarded, .approved, on: .merchantOnboardingReopened),
        ]
        + MerchantStage.allCases.map { leave($0, suspended, on: .accessSuspended) }
        // To where the suspension met the merchant.
        + MerchantStage.allCases.map { comeBack($0, from: suspended, on: .accessReinstated) }
        // Who comes again after that begins at the first stage.
        + MerchantStage.allCases.map { leave($0, deleted, on: .profileDeleted) }
}
