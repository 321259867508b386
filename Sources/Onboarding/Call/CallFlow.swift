/// The declaration of the onboarding call (X1): its statuses and the pages that belong to them.
public enum CallFlow {
    public static let declaration = FlowDeclaration(
        flow: "call", category: "tenant", stages: stages, exits: exits, transitions: moves,
        attributes: [
            FlowAttribute("inviteType", field: "inviteType"),
            FlowAttribute("initialSignupType", field: "initialSignupType"),
        ])

    public static let sessionPage = "/onboarding-session"
    public static let homePage = "/assets"
    public static let advisorPage = "/advisor"

    private static let stages = [
        stage(.notPlanned, on: [.callRequired, .meetingCancelled], route: sessionPage),
        stage(
            .planned, on: [.meetingBooked, .meetingRescheduled], route: homePage,
            alsoOpen: [sessionPage]),
        stage(.completed, on: [.meetingHeld], route: homePage),
    ]

    private static let exits = [
        FlowExit(CallStatus.notRequired.rawValue, on: [EventKind.callNotRequired.rawValue])
    ]

    private static let moves = [
        move(.notPlanned, .planned, on: .meetingBooked),
        move(.notPlanned, .planned, on: .meetingRescheduled),
        // To another time, or to another meeting in the first one's place.
        move(.planned, .planned, on: .meetingRescheduled),
        move(.planned, .planned, on: .meetingBooked),
        move(.planned, .notPlanned, on: .meetingCancelled),
        move(.notPlanned, .completed, on: .meetingHeld),
        move(.planned, .completed, on: .meetingHeld),
    ]

    private static func move(
        _ from: CallStatus, _ to: CallStatus, on kind: EventKind
    ) -> FlowTransition {
        FlowTransition(from: from.rawValue, to: to.rawValue, on: kind.rawValue)
    }

    private static func stage(
        _ status: CallStatus, on kinds: [EventKind], route: String, alsoOpen: [String] = []
    ) -> FlowStage {
        FlowStage(status.rawValue, on: kinds.map(\.rawValue), route: route, alsoOpen: alsoOpen)
    }
}
