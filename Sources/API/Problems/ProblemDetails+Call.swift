import Onboarding

// What the onboarding call refuses, as clients read it (contract F).

extension Problem {
    init(_ rejection: CallRejection) {
        let (status, title, detail) = Self.words(rejection)
        self.init(status: status, code: rejection.code, title: title, detail: detail)
    }

    /// Status, title and detail of each rejection of the call.
    private static func words(_ rejection: CallRejection) -> (Int, String, String) {
        switch rejection {
        case .spaceNotFound: (404, "There is no such space", "No space of yours has this id.")
        case .spaceAlreadyExists: (409, "The space exists", "Its call was decided on before.")
        case .noMeetingPlanned: (409, "No meeting is planned", "Book one first.")
        case .invalidName: (400, "The name is not valid", "expected 1 to 255 characters")
        case .invalidUser: (400, "The user cannot have a space", "The token's sub is unusable.")
        }
    }
}
