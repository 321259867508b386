import TestSupport
import Testing
import Time

@testable import Onboarding

/// Every command at every stage: what is allowed, and which refusal comes first (K0).
struct SignUpTableTests {
    /// `ok` for events, `-` for a decision without events, else the refusal, with `+` when it is
    /// recorded. The columns are: no session, the eight stages, cancelled, expired by the clock,
    /// expired and recorded.
    private static let table = """
        command       none plan idpe idve busi payp payc read comm canc late expi
        start         ok   dup  dup  dup  dup  dup  dup  dup  dup  dup  dup  dup
        resume        404  ok   ok   ok   ok   ok   ok   ok   com  404  exp  exp
        sendCode      404  ok   ok   st   st   st   st   st   com  404  exp  exp
        verifyCode    404  st   ok   st   st   st   st   st   com  404  exp  exp
        google        404  ok   ok   ok   -    -    -    -    com  404  exp  exp
        stageBusiness 404  st   st   ok   ok   st   st   st   com  404  exp  exp
        request       404  st   st   st   st   ok   st   st   com  404  exp  exp
        record        404  st+  st+  st+  st+  ok   st+  st+  com  404  exp  exp
        recordFailure 404  ok   ok   ok   ok   ok   ok   ok   com  404  exp  exp
        confirm       404  unm  unm  unm  unm  ok   unm  unm  com  404  exp  exp
        expireCheck   404  ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
        keep          exp  exp  exp  exp  exp  exp  exp  exp  exp  unm  exp  unm
        handOver      unm  unm  unm  unm  unm  unm  unm  unm  unm  unm  unm  unm
        complete      404  st   st   st   st   st   st   ok   com  404  exp  exp
        cancel        404  ok   ok   ok   ok   ok   ok   ok   com  404  exp  exp
        expire        -    -    -    -    -    -    -    -    -    -    ok   -
        sendCode2     404  ok   ok   ok   ok   ok   ok   ok   com  404  exp  exp
        google2       404  ok   ok   ok   ok   ok   ok   ok   com  404  exp  exp
        resume2       404  ok   ok   -    -    -    -    -    com  404  exp  exp
        verifyCode2   404  st   ok   otp  otp  otp  otp  otp  com  404  exp  exp
        stage2        404  st   st   st   st   st   st   st   com  404  exp  exp
        request2      404  st   st   st   st   st   st   st   com  404  exp  exp
        complete2     404  st   st   st   st   st   st   st   com  404  exp  exp
        cancel2       404  ok   ok   st   st   st   st   st   com  404  exp  exp
        """

    /// The commands by name; those that end in 2 come through a later token without proof.
    private static let commands: [String: SignUpCommand] = [
        "start": .start(starter), "resume": .resume(starter), "sendCode": .sendCode,
        "verifyCode": .verifyCode(true), "google": .google(), "stageBusiness": .stageBusiness,
        "request": .requestCheckout, "record": .recordCheckout(),
        "recordFailure": .recordCheckoutFailure(reason: "unavailable"),
        "confirm": .confirmPayment("cs_7"), "expireCheck": .expireCheckout(checkoutSessionID: "x"),
        "keep": .keepPayment("cs_7"), "handOver": .handPaymentOver(to: "s2"),
        "complete": .complete, "cancel": .cancel, "expire": .expire,
        "sendCode2": .sendCode(proof: .later("1")), "google2": .google(proof: .later("1")),
        "resume2": .resume(plan: starter, proof: .later("1")),
        "verifyCode2": .verifyCode(true, proof: .later("1")),
        "stage2": .stageBusiness(engines, proof: .later("1")),
        "request2": .requestCheckout(proof: .later("1")),
        "complete2": .complete(userID: "u", tenantID: "t", proof: .later("1")),
        "cancel2": .cancel(proof: .later("1")),
    ]

    private static let histories: [(events: [SignUpEvent], now: Timestamp)] =
        [([], noon + 200)]
        + SignUpStage.allCases.map { (History.reaching($0), noon + 200) }
        + [
            ([.started(professional), .cancelled], noon + 200),
            ([.started(professional), .codeSent(1)], noon + 86_400),
            ([.started(professional), .codeSent(1), .expired], noon + 86_500),
        ]

    @Test func `every command at every stage is as the table says`() throws {
        let rows = Self.table.split(separator: "\n").dropFirst()
        expectEqual(rows.count, Self.commands.count)
        for row in rows {
            let words = row.split(separator: " ").map(String.init)
            let command = try required(Self.commands[words[0]])
            expectEqual(words.count, 1 + Self.histories.count)
            for (expected, (events, now)) in zip(words.dropFirst(), Self.histories) {
                let state = Specification.given(events).state
                let actual = Self.outcome(of: command, state, now)
                expectEqual(
                    actual, expected,
                    "\(words[0]) at \(state.stage?.rawValue ?? "nothing"), \(state.status)")
            }
        }
    }

    private static func outcome(
        of command: SignUpCommand, _ state: SignUpState, _ now: Timestamp
    ) -> String {
        do {
            let decision = try SignUp.decide(command, state, DecisionContext(now: now))
            expectDeclaredMoves(decision.events, from: state, at: now)
            if let refusal = decision.refusal { return word(refusal) + "+" }
            return decision.events.isEmpty ? "-" : "ok"
        } catch { return word(error) }
    }

    private static func word(_ refusal: SignUpRejection) -> String {
        switch refusal {
        case .sessionNotFound: "404"
        case .sessionExpired: "exp"
        case .sessionAlreadyCommitted: "com"
        case .invalidStage: "st"
        case .sessionAlreadyExists: "dup"
        case .paymentUnmatched: "unm"
        case .invalidOTP: "otp"
        default: refusal.code
        }
    }

    @Test func `the refused stage is the one that the token sees`() {
        Specification.given(History.paymentPending).when(.complete)
            .refused(.invalidStage(.paymentPending))
        Specification.given(History.paymentPending)
            .when(.stageBusiness(engines, proof: .later("1")))
            .refused(.invalidStage(.identityPending))
    }
}
