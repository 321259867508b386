/// What a space owes before its people may go about (X3).
public enum CallRequirements {
    /// - Parameter call: of a space; a tenant that is none owes nothing.
    public static func of(_ call: CallState) -> Requirements {
        var requirements = Requirements()
        switch call.status {
        case .notPlanned:
            requirements.currentlyDue.append(
                Requirement(.action("book_call"), "Choose a time for the onboarding call."))
            return requirements
        case .planned:
            requirements = .satisfied
            requirements.pendingVerification.append(
                Requirement(.action("attend_call"), "The call is booked and was not held yet."))
            return requirements
        case .completed, .notRequired, nil: return .satisfied
        }
    }
}
