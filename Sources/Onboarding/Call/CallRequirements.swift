/// What a space owes before its people may go about (X3).
public enum CallRequirements {
    /// - Parameter call: of a space; a tenant that is none owes nothing.
    public static func of(_ call: CallState) -> Requirements {
        var requirements = Requirements()
        switch call.status {
        case .notPlanned:
            requirements.currentlyDue = CallFlow.declaration.required(at: CallStatus.notPlanned)
            return requirements
        case .planned:
            requirements = .satisfied
            requirements.pendingVerification = CallFlow.declaration.required(at: CallStatus.planned)
            return requirements
        case .completed, .notRequired, nil: return .satisfied
        }
    }
}
