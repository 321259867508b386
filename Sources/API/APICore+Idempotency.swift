import OnboardingLedger

extension APICore {
    /// The key of a request, if it has one; `who` names the client.
    func idempotencyKey(_ call: Call, who: String) throws(Problem) -> IdempotencyKey? {
        try call.idempotencyKey(fingerprints, who: who)
    }

    /// A session's command with what surrounds it: facts, idempotency key and demanded version.
    func sessionRequest(_ call: Call, token: String) throws(Problem) -> SessionRequest {
        let who = signUps.stream(ofToken: token)?.name ?? token
        return SessionRequest(
            sessionToken: token, facts: call.facts,
            idempotency: try idempotencyKey(call, who: who),
            expected: EntityTags.demanded(call.request))
    }

    /// An admin's decision about a user with what surrounds it (S11, M9).
    func adminRequest(_ call: Call, userID: String) throws(Problem) -> AdminRequest {
        AdminRequest(
            userID: userID, admin: call.actor(as: .admin), facts: call.facts,
            idempotency: try idempotencyKey(call, who: call.who),
            expected: EntityTags.demanded(call.request))
    }

    /// Runs a shortcut of dev mode once under the request's key. What it comes to, which must be no
    /// secret, is kept by a command behind it: a crash between them is not worth more here.
    func devOnce<Value: Codable & Sendable>(
        _ call: Call, _ body: () async throws -> Value
    ) async throws -> Once<Value> {
        let key = try idempotencyKey(call, who: "dev")
        return try await keepingRefusals(call, under: key) {
            if let kept = try await ledger.keptOutcome(key, Value.self) {
                return Once(value: kept, isReplay: true)
            }
            let value = try await body()
            return try await ledger.performOnce(key) { _ in value }
        }
    }

    /// Runs a use case and keeps its refusal under the idempotency key, so that a repetition gets
    /// the same answer; one that comes meanwhile waits. What another try may not meet is no outcome
    /// (`Problem.isOutcome`) and is not kept.
    func keepingRefusals<Value>(
        _ call: Call, under key: IdempotencyKey?, _ body: () async throws -> Value
    ) async throws -> Value {
        guard let key else { return try await body() }
        return try await ledger.alone(key) {
            do { return try await body() } catch {
                guard Problem.isOutcome(error) else { throw error }
                let problem = Problem(error)
                let document = problem.document(requestID: call.requestID)
                try await ledger.keepRefusal(
                    KeptRefusal(
                        status: problem.status, body: String(decoding: document, as: UTF8.self)),
                    isRecorded: error is RecordedRejection, under: key)
                throw problem
            }
        }
    }
}
