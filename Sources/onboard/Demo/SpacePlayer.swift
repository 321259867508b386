import JSON
import Time

/// The spaces whose people owe an onboarding call, booked, moved and cancelled at the calendar
/// (contract F).
final class SpacePlayer: DemoPlayer {
    static let flow = "call"
    static let peopleCount = 36
    /// Whose story is told: booked, moved, cancelled, booked again and held.
    static let heroIndex = 5

    var story = ""
    private var spaces: [Int: String] = [:]
    private var meetings: [Int: String] = [:]
    private var meetingCount = 0
    /// Where the call of the space whose story is told stood, one after the other.
    private var statuses: [String] = []

    static func outcome(_ facts: DemoFacts) -> FlowOutcome {
        let exempt = facts.count("CallNotRequired")
        return FlowOutcome(
            flow, began: facts.count("CallRequired") + exempt, done: facts.count("MeetingHeld"),
            [
                ("exempt", exempt), ("moved", facts.count("MeetingRescheduled")),
                ("cancelled", facts.count("MeetingCancelled")),
            ])
    }

    var acts: [DemoAct] {
        var random = DemoRandom(seed: 3003)
        return (0..<Self.peopleCount).flatMap { script($0, &random).acts }
    }

    /// Some owe no call, some never book, some cancel for good.
    private func script(_ index: Int, _ random: inout DemoRandom) -> DemoScript {
        let isHero = index == Self.heroIndex
        let person = random.person(index)
        let isInvited = random.happens(0.2) && !isHero
        var script = DemoScript(startingAt: isHero ? 3600 * 9 : random.start(hours: 3))
        script.add(after: 0) { [self] in try create(person, isInvited: isInvited, $0) }
        if isInvited || (random.happens(0.2) && !isHero) { return script }
        script.add(after: random.seconds(60, 900)) { [self] in try book(person, $0) }
        if random.happens(0.3) || isHero {
            script.add(after: random.seconds(900, 7200)) { [self] in try move(person, $0) }
        }
        if random.happens(0.25) || isHero {
            script.add(after: random.seconds(900, 7200)) { [self] in try cancel(person, $0) }
            if random.happens(0.5) && !isHero { return script }
            script.add(after: random.seconds(600, 3600)) { [self] in try book(person, $0) }
        }
        if random.happens(0.3) && !isHero { return script }
        script.add(after: random.seconds(86_400, 3 * 86_400)) { [self] in try end(person, $0) }
        return script
    }

    private func login(_ person: DemoPerson) -> DemoLogin {
        DemoLogin("space-owner-\(person.index)", email: "space-\(person.email)")
    }

    /// An invited individual owes no call (F2).
    private func create(_ person: DemoPerson, isInvited: Bool, _ stage: DemoStage) throws {
        var form: JSONObject = ["name": .string("The \(person.family)s")]
        if isInvited { form["inviteType"] = "individual" }
        let space = try stage.ask("POST", "/v1/spaces", form, as: login(person))
        spaces[person.index] = space["id"]?.stringValue
        try look(person, stage)
    }

    private func book(_ person: DemoPerson, _ stage: DemoStage) throws {
        meetings[person.index] = freshMeeting()
        try deliver("BOOKING_CREATED", person, stage) { payload in
            payload["metadata"] = ["spaceId": .string(spaces[person.index] ?? "")]
        }
    }

    /// The old meeting's uid comes along (F4).
    private func move(_ person: DemoPerson, _ stage: DemoStage) throws {
        let old = meetings[person.index] ?? ""
        meetings[person.index] = freshMeeting()
        try deliver("BOOKING_RESCHEDULED", person, stage) { $0["rescheduleUid"] = .string(old) }
    }

    private func cancel(_ person: DemoPerson, _ stage: DemoStage) throws {
        try deliver("BOOKING_CANCELLED", person, stage) { $0["cancellationReason"] = "ill" }
    }

    private func end(_ person: DemoPerson, _ stage: DemoStage) throws {
        try deliver("MEETING_ENDED", person, stage) { _ in }
        guard person.index == Self.heroIndex else { return }
        story =
            "The call of \(person.name)'s space, as Cal.com's signed deliveries came: "
            + statuses.joined(separator: ", ") + "."
    }

    private func freshMeeting() -> String {
        meetingCount += 1
        return "cal-demo-\(meetingCount)"
    }

    /// Deliveries come twice, as they sometimes do: the second changes nothing.
    private func deliver(
        _ trigger: String, _ person: DemoPerson, _ stage: DemoStage,
        _ fill: (inout JSONObject) -> Void
    ) throws {
        var payload: JSONObject = [
            "uid": .string(meetings[person.index] ?? ""), "title": "Onboarding call", "length": 30,
        ]
        fill(&payload)
        let body: JSONObject = [
            "triggerEvent": .string(trigger), "createdAt": .string(stage.now.rfc3339),
            "payload": .object(payload),
        ]
        for _ in 0..<2 { try stage.deliverFromCalendar(body) }
        try look(person, stage)
    }

    /// Notes where the call stands that the story is about, and where the gate sends its people.
    private func look(_ person: DemoPerson, _ stage: DemoStage) throws {
        guard person.index == Self.heroIndex, let id = spaces[person.index] else { return }
        let space = try stage.ask("GET", "/v1/spaces/\(id)", as: login(person))
        let status = space["metadata"]?["onboarding_status"]?.stringValue ?? "?"
        let gate = try stage.gate(Self.flow, "/assets", as: login(person), space: id)
        statuses.append("\(status) (/assets is \(gate == "open" ? "open" : "sent to \(gate)"))")
    }
}
