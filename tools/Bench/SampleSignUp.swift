import EventLog
import Onboarding
import ReadModels
import Time

/// One made-up sign-up on its way through the flow, decided by the domain's own deciders.
struct SampleSignUp {
    private let sessionID: UUIDv7
    private let person: SamplePerson
    private var state = SignUpState()
    private var step = 0
    /// The step at which this person gives up.
    private let stepsMax: Int

    init(_ number: Int, at time: Timestamp, _ random: inout SampleRandom) {
        sessionID = random.uuid(at: time)
        person = SamplePerson(number)
        // Of ten, three get no further than the code and five to the end.
        stepsMax = random.pick([1, 2, 2, 3, 4, 9, 9, 9, 9, 9])
    }

    var stream: StreamID { StreamID(category: "session", id: sessionID.text) }

    var actor: EventActor { EventActor(kind: .session, id: sessionID.text) }

    /// What the person's next request appends; nil when there is none.
    mutating func next(at time: Timestamp, _ random: inout SampleRandom) throws -> [StreamAppend]? {
        guard step < stepsMax, let command = command(time, &random) else { return nil }
        step += 1
        let context = DecisionContext(now: time)
        guard case .complete(let userID, let tenantID, _) = command else {
            let decision = try SignUp.decide(command, state, context)
            return [append(state.take(decision.events, at: time), to: stream)]
        }
        let completion = try SignUpCompletion.decide(
            state, userID: userID, tenantID: tenantID, proof: .first, plans: .dev,
            context: context)
        var (profile, tenant) = (ProfileState(), TenantState())
        return [
            append(state.take(completion.session, at: time), to: stream),
            append(
                profile.take(completion.profile, at: time),
                to: StreamID(category: "profile", id: userID)),
            append(
                tenant.take(completion.tenant, at: time),
                to: StreamID(category: "tenant", id: tenantID)),
        ]
    }

    private func append(_ events: [EncodedEvent], to stream: StreamID) -> StreamAppend {
        StreamAppend(to: stream, expected: .any, events: events.map(NewEvent.init(sample:)))
    }

    private func command(_ time: Timestamp, _ random: inout SampleRandom) -> SignUpCommand? {
        switch state.stage {
        case nil: .start(email: person.email, plan: person.plan, variant: nil)
        case .planSelected: .sendCode(proof: .first)
        case .identityPending:
            .verifyCode(
                codeIsCorrect: true, firstName: person.firstName, lastName: person.lastName,
                proof: .first)
        case .identityVerified: .stageBusiness(person.business, proof: .first)
        case .paymentPending: payment(time, &random)
        case .readyToCommit:
            .complete(
                userID: random.uuid(at: time).text, tenantID: random.uuid(at: time).text,
                proof: .first)
        case .businessStaged, .paymentConfirmed, .committed: nil
        }
    }

    private func payment(_ time: Timestamp, _ random: inout SampleRandom) -> SignUpCommand {
        let id = "cs_test_\(random.uuid(at: time).text)"
        if state.checkoutRequestCount == 0 { return .requestCheckout(proof: .first) }
        guard let checkout = state.checkout else {
            return .recordCheckout(
                SignUpState.Checkout(
                    id: id, url: "https://checkout.example/c/pay/\(id)",
                    expiresAt: time.adding(seconds: 1800), planID: state.planID))
        }
        return .confirmPayment(
            SignUpState.Payment(
                checkoutSessionID: checkout.id, planID: state.planID,
                customerID: "cus_\(id.suffix(12))", subscriptionID: "sub_\(id.suffix(12))"))
    }
}

extension NewEvent {
    /// The domain's encoded event as the log takes it.
    init(sample event: EncodedEvent) {
        self.init(
            type: EventType(event.type, schemaVersion: event.schemaVersion), data: event.data,
            personal: event.personal, claims: event.claims.map(EventLog.ClaimChange.init))
    }
}
