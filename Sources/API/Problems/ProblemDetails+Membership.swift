import Onboarding

// What the membership refuses, as clients read it (contract S).

extension Problem {
    init(_ rejection: MembershipRejection) {
        let (status, title, detail) = Self.words(rejection)
        self.init(status: status, code: rejection.code, title: title, detail: detail)
        if case .invalidProfile(let problems) = rejection {
            errors = problems
            self.detail =
                problems.map { "\($0.pointer.dropFirst()): \($0.detail)" }.joined(separator: "; ")
                + "."
        }
    }

    /// Status, title and detail of each rejection of the membership.
    private static func words(_ rejection: MembershipRejection) -> (Int, String, String) {
        switch rejection {
        case .profileNotFound: (404, "There is no such user", "Nobody has this id.")
        case .invalidUser: (400, "The user cannot have a profile", "The token's sub is unusable.")
        case .invalidProfile: (400, "The profile is not valid", "See errors.")
        case .invalidPlan:
            (
                400, "There is no such plan",
                "expected individual or family, as far as the server offers them"
            )
        case .emailRequired: (400, "An email is required", "Send the payer's email.")
        case .emailUnknown:
            (
                400, "The payer's email is not known", "Ask support, and show the checkout's id."
            )
        case .checkoutNotFound: (404, "There is no such checkout", "Nobody opened it here.")
        case .checkoutNotPaid: (409, "The checkout is not paid", "Pay first, then claim.")
        case .alreadyClaimed:
            (409, "The payer has an account", "Sign in: what was paid is the account's.")
        case .alreadyActive: (409, "There is a membership", "The payer has an active one.")
        case .emailTaken: (409, "The email belongs to an account", "Sign in with it.")
        case .reasonRequired: (400, "A reason is required", "Say why; the audit keeps it.")
        case .invalidRole: (400, "There is no such role", "expected user or admin")
        case .paymentProviderUnavailable:
            (502, "The payment provider does not answer", "Nothing changed; try again shortly.")
        }
    }
}
