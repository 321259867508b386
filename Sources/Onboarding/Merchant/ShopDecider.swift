/// The rules of a merchant's shop (contract section 6): pure.
public enum Shop {
    /// Decides a change of a shop (M5). Changing nothing appends nothing.
    public static func change(
        _ change: ShopProfileChanged, of tenant: TenantState, by userID: String
    ) throws(MerchantRejection) -> [ShopEvent] {
        try requireMember(userID, of: tenant)
        guard tenant.status == .active else { throw .tenantClosed }
        let effective = change.effective(on: tenant.shop)
        return effective == ShopProfileChanged() ? [] : [.profileChanged(effective)]
    }

    /// A tenant's member is its owner, as long as tenants have no others.
    public static func requireMember(
        _ userID: String, of tenant: TenantState
    ) throws(MerchantRejection) {
        guard tenant.exists else { throw .tenantNotFound }
        guard tenant.isOwned(by: userID) else { throw .notMember }
    }

    /// The name of a merchant's workspace: the email's local part with its first letter upper-case,
    /// and the configured suffix, as `John — Workspace` (M3).
    public static func workspaceName(email: String, suffix: String) -> String {
        let local = EmailAddress.localPart(of: email)
        let name = local.isEmpty ? "Merchant" : local.prefix(1).uppercased() + local.dropFirst()
        return suffix.isEmpty ? name : "\(name) — \(suffix)"
    }
}

extension WorkspaceCreated {
    /// The workspace of a merchant (M3).
    public init(merchantEmail email: String, suffix: String, ownerID: String) {
        name = Shop.workspaceName(email: email, suffix: suffix)
        self.ownerID = ownerID
        source = "merchant"
    }
}
