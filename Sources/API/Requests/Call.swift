import Digest
import HTTPServer
import OnboardingLedger
import Time

/// A request with what was found out about it before its endpoint runs.
struct Call: Sendable {
    let request: HTTPRequest
    /// The path's parameters, decoded.
    let parameters: HTTPParameters
    /// The correlation id of everything that the request leads to.
    let requestID: String
    /// Who asks; resolved to the linked user in a task (S10).
    var caller: Caller
    /// The request's time, by the server's clock.
    let now: Timestamp
    /// The experiment's variant that the client was given; nil on routes that record none (D4).
    var variant: String?
    /// Who is believed about where the request comes from.
    let proxies: TrustedProxies

    /// Where the request comes from.
    var address: ClientAddress { ClientAddress(request, trusting: proxies) }

    /// For what is asked without a query: whoever sends one means something else.
    func requireNoQuery() throws(Problem) { try QueryForm(request, known: []).check() }

    /// What is recorded beside the events that this request leads to.
    var facts: RequestFacts {
        RequestFacts(
            requestID: requestID, ipAddress: address.text,
            userAgent: RequestIdentity.userAgent(request),
            traceparent: RequestIdentity.traceparent(request),
            variant: variant)
    }

    /// The same for what a person fills in about themself, with the email that is proven theirs.
    ///
    /// - Precondition: the route's access is `person`.
    var ownFacts: RequestFacts {
        var facts = facts
        let person = bearer.person
        if person.isEmailVerified == true, let email = person.email {
            facts.provenEmail = ProvenEmail(email, saidAt: person.saidAt)
        }
        return facts
    }

    /// Who is signed in.
    ///
    /// - Precondition: the route's access is `person`.
    var bearer: Bearer {
        guard let bearer = caller.person else {
            preconditionFailure("the route demands a signed-in person")
        }
        return bearer
    }

    /// Who is recorded as having acted; a person in the role that the route gives.
    ///
    /// - Precondition: the route demands a credential.
    func actor(as role: EventActor.Kind = .user) -> EventActor {
        switch caller {
        case .person(let bearer): return EventActor(kind: role, id: bearer.id)
        case .key(let facts): return EventActor(kind: .apiKey, id: facts.id)
        case .anonymous: preconditionFailure("the route demands a credential")
        }
    }

    /// Keeps one client's idempotency keys from another's. A person is who the token names, also
    /// once linked to another user (S10): a retry is the same request before and after.
    var who: String {
        let actor = actor()
        return "\(actor.kind.word) \(caller.person?.claims.subject ?? actor.id)"
    }

    /// The same for those who may be anybody: a person, else whoever asks from this address. What a
    /// stranger elsewhere called the same is another request, neither in its way nor answered so.
    var whoever: String { caller.person?.claims.subject ?? "from \(address.text)" }

    /// Which of the media types the client asks for, rather than for JSON.
    func accepted(of mediaTypes: [String]) -> String? {
        MediaRanges(request.fields.values("Accept")).preferred(of: mediaTypes)
    }
}

extension Call {
    private static let keyBytesMax = 255

    /// The client's own name for the request; `who` keeps one client's keys from another's.
    ///
    /// The fingerprint is keyed: bodies hold passwords, of which no plain digest may be stored.
    func idempotencyKey(_ fingerprints: HMACKey, who: String) throws(Problem) -> IdempotencyKey? {
        let keys = request.fields.values("Idempotency-Key")
        guard let key = keys.first else { return nil }
        guard keys.count == 1 else {
            throw Problem(.invalidIdempotencyKey, "Send one Idempotency-Key, not \(keys.count).")
        }
        let isPlain = key.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard isPlain, (1...Self.keyBytesMax).contains(key.utf8.count) else {
            throw Problem(
                .invalidIdempotencyKey, "Use 1 to 255 visible ASCII characters, such as a UUID.")
        }
        return IdempotencyKey(
            scope: "\(request.method.name) \(request.path) \(who)", key: key,
            fingerprint: fingerprints.authenticate(request.body), userID: caller.person?.id)
    }
}
