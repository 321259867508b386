import EventLog
import Foundation
import JSON
import Onboarding
import TestSupport
import Testing
import Time

@testable import OnboardingLedger
@testable import ReadModels

/// Random sign-ups, in and out of order, against a naive model: answers, states, versions, claims
/// and views agree all the way, through restarts, crashes and rebuilds.
@Suite("Random histories", .timeLimit(.minutes(5))) struct RandomHistoryTests {
    @Test func `sign-ups agree with a naive model`() async throws {
        var random = SeededRandom.announced("RandomHistory")
        for _ in 0..<4 {
            var history = try RandomHistory(random)
            for _ in 0..<120 { try await history.step() }
            try await history.compare()
            try await history.home.home.verify()
            random = history.random
        }
    }
}

/// One ledger, its model, and what happens next.
private struct RandomHistory {
    var random: SeededRandom
    var home: TestSignUps
    private var model = NaiveSignUps(now: noon)
    private var tokens: [String] = []
    private var deliveries = 0

    init(_ random: SeededRandom) throws {
        self.random = random
        home = try TestSignUps()
    }

    private static let emails = (0..<6).map { "person\($0)@example.com" }

    mutating func step() async throws {
        switch random.next(24) {
        case 0..<5: try await start()
        case 5, 6: try await advance()
        case 7: try await expireOverdue()
        case 8: if random.next(3) == 0 { try await disturb() }
        default: if !tokens.isEmpty { try await act(on: random.next(tokens.count)) }
        }
    }

    // MARK: Steps

    private mutating func start() async throws {
        let email = Self.emails[random.next(Self.emails.count)]
        let plan = ["starter", "professional", "family"][random.next(3)]
        let index = model.active(email)
        // A plan change after a payment has rules of its own, which the decider's tests hold.
        if let index, model.sessions[index].stage == "ready_to_commit", plan != "starter" { return }
        let expected = model.start(email, plan: plan, isPaid: plan != "starter")
        let token = index.map { tokens[$0] }
        let answer = await code {
            let started = try await home.start(email, plan: plan, token: token)
            if token == nil { tokens.append(started.value.sessionToken) }
            expectEqual(started.value.sessionToken, token ?? tokens.last)
        }
        expectEqual(answer, expected, "start \(email)")
    }

    private mutating func act(on index: Int) async throws {
        let (token, home, email) = (tokens[index], home, model.sessions[index].email)
        let request = home.request(token)
        let (expected, answer): (String, String)
        switch random.next(8) {
        case 0:
            expected = model.sendCode(index)
            answer = await code { _ = try await home.signUps.sendCode(request) }
        case 1:
            expected = model.verifyWrongly(index)
            let wrong = home.code(email) == "123456" ? "654321" : "123456"
            answer = await code { try await home.verify(token, code: wrong) }
        case 2, 3:
            expected = model.google(index)
            answer = await code {
                _ = try await home.signUps.signInWithGoogle(code: email, request)
            }
        case 4, 5:
            expected = model.business(index)
            answer = await code {
                _ = try await home.signUps.stageBusiness(TestSignUps.business, request)
            }
        case 6:
            if random.next(3) > 0 { return try await pay(index) }
            expected = model.cancel(index)
            answer = await code { _ = try await home.signUps.cancel(request) }
        default:
            expected = model.complete(index)
            answer = await code { _ = try await home.signUps.complete(request) }
        }
        expectEqual(answer, expected, "session \(index) \(model.sessions[index])")
        try await compare(index)
    }

    private mutating func pay(_ index: Int) async throws {
        model.pay(index)
        deliveries += 1
        let stream = try home.stream(tokens[index])
        let body = Array(
            """
            {"id":"evt_\(deliveries)","type":"checkout.session.completed","created":\
            \(model.now.milliseconds / 1000),"data":{"object":{"id":"cs_\(deliveries)",\
            "payment_status":"paid","metadata":{"onboarding_session_id":"\(stream.id)",\
            "plan_id":"plan_\(model.sessions[index].plan)"}}}}
            """.utf8)
        // Delivered twice, as webhooks are.
        for _ in 0..<2 {
            try await home.stripe.take(
                try StripeDelivery(parsing: body), body: body, TestSignUps.facts)
        }
        try await compare(index)
    }

    private mutating func advance() async throws {
        let seconds = Int64([30, 130, 1000, 20_000, 50_000][random.next(5)])
        home.home.clock.advance(seconds: seconds)
        model.now = home.home.clock.now()
    }

    private mutating func expireOverdue() async throws {
        let count = try await SignUps.expireOverdue(in: home.ledger, TestSignUps.facts)
        expectEqual(count, model.expireOverdue())
    }

    /// A restart, a crash or a rebuild: nobody should notice.
    private mutating func disturb() async throws {
        // What was mailed when is remembered by the process alone: let that time pass.
        home.home.clock.advance(seconds: 120)
        model.now = home.home.clock.now()
        switch random.next(3) {
        case 0: home = TestSignUps(try home.home.reopen())
        case 1:
            home = TestSignUps(try TestLedger(try home.home.home.copy(), clock: home.home.clock))
        default: _ = try await home.ledger.rebuild()
        }
        try await compare()
    }

    // MARK: Comparing

    /// Compares all sessions, the claims of all emails, and the lists' sizes.
    func compare() async throws {
        for index in tokens.indices { try await compare(index) }
        for email in Self.emails { try await compareClaims(email) }
        let reports = try await home.ledger.viewReports()
        expectEqual(reports[0].rowCount, Int64(tokens.count))
        expectEqual(reports[1].rowCount, Int64(model.users.count))
        expectEqual(reports[2].rowCount, Int64(model.users.count))
    }

    private func compare(_ index: Int) async throws {
        let session = model.sessions[index]
        let stream = try home.stream(tokens[index])
        guard case .signUp(let state) = try await home.home.state(stream) else { throw Stop() }
        expectEqual(state.stage?.rawValue, session.stage, "session \(index)")
        expectEqual(state.status.rawValue, session.status, "session \(index)")
        expectTrue(state.planDescriptor == session.plan && state.email == session.email)
        let row = try required(try await home.home.row(.session, stream))
        expectEqual(row.version, session.version, "session \(index)")
        expectTrue(row.stage == session.stage && row.status == session.status)
        expectEqual(row.state, JSONWriter.encode { state.write(to: &$0) })
        try await expectEqual(home.ledger.version(of: stream).rawValue, session.version)
    }

    private func compareClaims(_ email: String) async throws {
        let (user, holder, keeper) = try await home.ledger.perform { transaction in
            (
                try transaction.holder(of: .userEmail(email)),
                try transaction.holder(of: .sessionEmail(email)),
                try transaction.holder(of: .keptPayment(email))
            )
        }
        expectEqual(keeper, (try model.keeper(of: email).map { try home.stream(tokens[$0]) }))
        expectEqual((user != nil), model.users.contains(email), "\(email)")
        let index = model.sessions.lastIndex { $0.email == email && $0.status == "active" }
        expectEqual(holder, (try index.map { try home.stream(tokens[$0]) }), "\(email)")
    }
}

/// The code that a use case was refused with; `ok` when it was not.
private func code(_ body: () async throws -> Void) async -> String {
    do {
        try await body()
        return "ok"
    } catch let rejection as SignUpRejection {
        return rejection.code
    } catch let recorded as RecordedRejection {
        return recorded.rejection.code
    } catch {
        return "\(error)"
    }
}
