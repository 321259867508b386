import Onboarding

// What the merchant flow refuses, as clients read it (contract M).

extension Problem {
    init(_ rejection: MerchantRejection) {
        let (status, title, detail) = Self.words(rejection)
        self.init(status: status, code: rejection.code, title: title, detail: detail)
        if case .invalidShop(let problems) = rejection {
            errors = problems
        }
    }

    /// Status, title and detail; a tenant of somebody else's does not exist.
    private static func words(_ rejection: MerchantRejection) -> (Int, String, String) {
        switch rejection {
        case .userNotFound: (404, "There is no such user", "Nobody with this id asked for access.")
        case .userSuspended: (409, "The user is suspended", "Reinstate the user instead.")
        case .suspended: (403, "The account is suspended", "Ask an admin.")
        case .notActiveClient: (403, "Only approved merchants may do this", "Wait for approval.")
        case .notAdmin: (403, "Only admins may do this", "Ask an admin.")
        case .tenantNotFound, .notMember:
            (404, "There is no such tenant", "No tenant of yours has this id.")
        case .tenantClosed: (409, "The tenant is closed", "An admin can reopen it.")
        case .invalidShop: (400, "The shop is not valid", "See errors.")
        }
    }
}
