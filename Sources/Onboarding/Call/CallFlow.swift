/// The declaration of the onboarding call (X1): its statuses and the pages that belong to them.
public enum CallFlow: BuiltInFlow {
    typealias Stage = CallStatus

    /// Its subjects are tenants that are spaces; one that needs no call leaves at once, by the exit
    /// `not_required`.
    public static let declaration = FlowDeclaration(
        flow: "call", category: "tenant", stages: stages, exits: exits, transitions: moves,
        attributes: [
            FlowAttribute("inviteType", field: "inviteType"),
            FlowAttribute("initialSignupType", field: "initialSignupType"),
            FlowAttribute(FlowAttribute.variant, field: "variant"),
        ])

    /// Where the call is planned; open, with all pages below it, until the call was held.
    public static let sessionPage = "/onboarding-session"
    /// Where those go who owe nothing.
    public static let homePage = "/assets"
    /// The same for advisors (F3).
    public static let advisorPage = "/advisor"

    private static let stages = [
        stage(
            .notPlanned, on: [.callRequired, .meetingCancelled], route: sessionPage,
            required: [.action("book_call", "Choose a time for the onboarding call.")]),
        stage(
            .planned, on: [.meetingBooked, .meetingRescheduled], route: homePage,
            alsoOpen: [sessionPage],
            required: [.action("attend_call", "The call is booked and was not held yet.")]),
        stage(.completed, on: [.meetingHeld], route: homePage),
    ]

    private static let exits = [
        FlowExit(CallStatus.notRequired.rawValue, on: [EventKind.callNotRequired.rawValue])
    ]

    /// A status that is entered again is a move too: of a newer booking, say.
    private static let moves = [
        move(.notPlanned, .planned, on: .meetingBooked),
        move(.notPlanned, .planned, on: .meetingRescheduled),
        // To another time, or to another meeting in the first one's place.
        move(.planned, .planned, on: .meetingRescheduled),
        move(.planned, .planned, on: .meetingBooked),
        move(.planned, .notPlanned, on: .meetingCancelled),
        move(.notPlanned, .completed, on: .meetingHeld),
        move(.planned, .completed, on: .meetingHeld),
        // News, late, that the meeting which ended had been moved or called off before.
        move(.completed, .planned, on: .meetingRescheduled),
        move(.completed, .planned, on: .meetingBooked),
        move(.completed, .notPlanned, on: .meetingCancelled),
    ]
}
