/// What a merchant owes (X3).
public enum MerchantRequirements {
    /// - Parameters:
    ///   - shop: that of the user's tenant; nil without one.
    ///   - required: what a shop must say of itself, as configured (M8).
    public static func of(
        _ access: AccessState, _ shop: ShopState?,
        required: [ShopField] = ShopState.requiredFields
    ) -> Requirements {
        let flow = MerchantFlow.declaration(requiring: required)
        var requirements = Requirements()
        switch access.status {
        case .suspended: return requirements.stopped(AccessCode.suspended.rawValue)
        case .pendingApproval:
            requirements.pendingVerification = flow.required(at: MerchantStage.requested)
            return requirements
        case .active, nil: break
        }
        if let code = access.code {
            requirements.currentlyDue.append(
                Requirement(.action("sign_in"), "Admins sign in with an email of their domain."))
            return requirements.stopped(code.rawValue)
        }
        guard access.isActiveMerchant else { return .satisfied }
        guard let shop else {
            requirements.currentlyDue.append(
                Requirement(.action("create_workspace"), "The shop needs its workspace."))
            return requirements
        }
        let missing = shop.missing(required).map { Requirement.Kind.field($0.rawValue) }
        requirements.currentlyDue = flow.required(at: MerchantStage.approved)
            .filter { missing.contains($0.kind) }
        guard requirements.currentlyDue.isEmpty else { return requirements }
        guard access.needsMerchantOnboarding else { return .satisfied }
        // Less is required than when the profile was told; the next sight of the user notes it.
        requirements.currentlyDue = [Requirement(.action("sign_in"), "Sign in once more.")]
        return requirements
    }
}
