/// What a merchant owes (X3).
public enum MerchantRequirements {
    /// - Parameters:
    ///   - shop: that of the user's tenant; nil without one.
    ///   - required: what a shop must say of itself, as configured (M8).
    public static func of(
        _ access: AccessState, _ shop: ShopState?,
        required: [ShopField] = ShopState.requiredFields
    ) -> Requirements {
        var requirements = Requirements()
        switch access.status {
        case .suspended: return requirements.stopped(AccessCode.suspended.rawValue)
        case .pendingApproval:
            requirements.pendingVerification.append(
                Requirement(.action("approval"), "An admin looks at every new merchant."))
            return requirements
        case .active, nil: break
        }
        if let code = access.code {
            requirements.currentlyDue.append(
                Requirement(.action("sign_in"), "Admins sign in with an email of their domain."))
            return requirements.stopped(code.rawValue)
        }
        guard access.needsMerchantOnboarding else { return .satisfied }
        guard let shop else {
            requirements.currentlyDue.append(
                Requirement(.action("create_workspace"), "The shop needs its workspace."))
            return requirements
        }
        requirements.currentlyDue = shop.missing(required).map {
            Requirement(.field($0.rawValue), why($0))
        }
        // Less may be required than when the shop was saved.
        if requirements.currentlyDue.isEmpty {
            requirements.currentlyDue.append(
                Requirement(.action("save_shop"), "Save the shop once more."))
        }
        return requirements
    }

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
}
