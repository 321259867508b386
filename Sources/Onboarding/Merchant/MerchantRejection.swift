/// Why a command of the merchant flow is refused.
public enum MerchantRejection: Error, Hashable, Sendable {
    /// There is no such user, or none whom the merchants' door has seen.
    case userNotFound
    /// The user is suspended; reinstating is another decision than approving.
    case userSuspended
    /// The caller is suspended.
    case suspended
    /// Only merchants who were approved have a shop (M4).
    case notActiveClient
    /// The caller is no admin.
    case notAdmin
    /// There is no such tenant.
    case tenantNotFound
    /// The tenant is another's (M5).
    case notMember
    /// The tenant was closed; an admin can reopen it (A5).
    case tenantClosed
    /// What was sent of the shop is wrong; every wrong field, with its JSON Pointer.
    case invalidShop([FieldProblem])

    /// The stable dotted word that clients read.
    public var code: String {
        switch self {
        case .userNotFound: "merchant.user_not_found"
        case .userSuspended: "merchant.user_suspended"
        case .suspended: "merchant.suspended"
        case .notActiveClient: "merchant.not_active_client"
        case .notAdmin: "merchant.not_admin"
        // Whether another's tenant exists is nobody's business.
        case .tenantNotFound, .notMember: "merchant.tenant_not_found"
        case .tenantClosed: "merchant.tenant_closed"
        case .invalidShop: "merchant.invalid_shop"
        }
    }
}
