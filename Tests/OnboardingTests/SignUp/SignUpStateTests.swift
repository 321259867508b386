import JSON
import TestSupport
import Testing
import Time

@testable import Onboarding

/// What a session's state says of itself, and which keys its events hold.
struct SignUpStateTests {
    private func written(_ events: [SignUpEvent]) throws -> JSONValue {
        let state = Specification.given(events).state
        return try JSONValue(parsing: JSONWriter.encode { state.write(to: &$0) })
    }

    @Test func `an empty state is an empty object`() throws {
        try expectEqual(written([]), [:])
    }

    @Test func `a fresh session shows what it began with`() throws {
        try expectEqual(
            written([.started(professional, variant: "b")]),
            [
                "email": "ada@example.com", "stage": "plan_selected", "status": "active",
                "planId": "plan_professional", "planDescriptor": "professional",
                "isPaidPlan": true, "emailVerified": false, "paymentStatus": "pending",
                "createdAt": "2026-03-01T12:00:00.000Z", "expiresAt": "2026-03-02T12:00:00.000Z",
                "variant": "b",
            ])
    }

    @Test func `a code on its way shows when it ends and how often it was tried`() throws {
        let state = try written([
            .started(starter), .codeSent(1), .codeRefused(1, attempts: 1),
        ])
        expectEqual(state["otpExpiry"], "2026-03-01T12:15:00.000Z")
        expectEqual(state["codesSent"], 1)
        expectEqual(state["codeAttempts"], 1)
        expectEqual(state["codeVoided"], false)
    }

    @Test func `a completed session shows all that it became`() throws {
        let history =
            History.paymentPending + [
                .checkoutRequested, .checkoutStarted(), .confirmed(), .readied, .completed,
            ]
        try expectEqual(
            written(history),
            [
                "email": "ada@example.com", "stage": "committed", "status": "committed",
                "planId": "plan_professional", "planDescriptor": "professional",
                "isPaidPlan": true, "firstName": "Ada", "lastName": "Lovelace", "method": "email",
                "emailVerified": true, "codesSent": 1, "businessName": "Analytical Engines",
                "businessDescriptor": "engines", "businessCountry": "GB",
                "businessCurrency": "GBP", "paymentStatus": "succeeded", "checkoutRequests": 1,
                "checkoutSessionId": "cs_1", "customerId": "cus_1", "subscriptionId": "sub_1",
                "createdAt": "2026-03-01T12:00:00.000Z", "expiresAt": "2026-03-02T12:00:00.000Z",
                "committedAt": "2026-03-01T12:00:00.000Z", "userId": "u1", "tenantId": "t1",
            ])
    }

    @Test func `neither the checkout's address nor a proof is shown`() throws {
        let state = try written(
            History.paymentPending + [.checkoutStarted(), .proven("secret-7")])
        let text = String(decoding: state.encoded, as: UTF8.self)
        expectFalse(text.contains("pay.example"))
        expectFalse(text.contains("secret-7"))
    }

    @Test func `the search text has email, names and business in lower case`() {
        let state = Specification.given(History.readyFree).state
        expectEqual(state.searchText, "ada@example.com ada lovelace analytical engines")
    }

    @Test func `of many checkouts only the last three times are kept`() {
        let state = (0..<9).reduce(Specification.given(History.paymentPending)) {
            $0.given(.checkoutRequested, at: noon + Int64($1) * 1000)
        }.state
        expectEqual(state.checkoutRequestedAt, [noon + 6000, noon + 7000, noon + 8000])
        expectEqual(state.checkoutRequestCount, 9)
    }
}

struct SignUpClaimTests {
    private func claims(_ history: [SignUpEvent], _ event: SignUpEvent) -> [ClaimChange] {
        Specification.given(history).state.claimChanges(for: event)
    }

    private static let ada = ClaimKey(space: "session-email", value: "ada@example.com")

    @Test func `a start takes the email`() {
        expectEqual(claims([], .started(starter)), [.take(Self.ada)])
    }

    @Test(arguments: [SignUpEvent.completed, .cancelled, .expired])
    func `the end of a session gives the email up`(event: SignUpEvent) {
        expectEqual(claims(History.readyFree, event), [.release(Self.ada)])
    }

    @Test func `Google's other email takes the place of the first`() {
        let other = ClaimKey(space: "session-email", value: "ada@lovelace.example")
        expectEqual(
            claims([.started(starter)], .verified(by: .google, email: "ada@lovelace.example")),
            [.release(Self.ada), .take(other)])
    }

    @Test(arguments: [
        SignUpEvent.verified(), .codeSent(1), .staged, .readied, .planChanged(to: family),
    ])
    func `other events leave the email where it is`(event: SignUpEvent) {
        expectEqual(claims([.started(starter)], event), [])
    }

    @Test func `an erased session holds no email`() {
        let erased = SignUpEvent.started(SignUpStarted(planID: "p", planDescriptor: "p"))
        expectEqual(claims([], erased), [])
        expectEqual(claims([erased], .cancelled), [])
    }

    @Test func `taking events folds them and keeps each one's claims`() {
        var state = SignUpState()
        let encoded = state.take([.started(starter), .cancelled], at: noon)
        expectEqual(encoded.map(\.type), ["SignUpStarted", "SignUpCancelled"])
        expectEqual(encoded.map(\.schemaVersion), [2, 1])
        expectEqual(encoded.map(\.claims), [[.take(Self.ada)], [.release(Self.ada)]])
        expectEqual(encoded.map { $0.personal == nil }, [false, true])
        expectEqual(state.status, .cancelled)
    }

    @Test func `every rejection has a code of its own`() {
        let rejections: [SignUpRejection] = [
            .sessionNotFound, .sessionExpired, .sessionAlreadyCommitted,
            .invalidStage(.committed), .invalidOTP, .otpAttemptsExceeded(retryAfterSeconds: 1),
            .otpRateLimited(retryAfterSeconds: 2), .paymentRateLimited(retryAfterSeconds: 3),
            .emailAlreadyRegistered, .sessionAlreadyExists, .planNotFound, .emailNotVerified,
            .identityMismatch, .identityProviderUnavailable, .paymentProviderUnavailable,
            .paymentUnmatched,
        ]
        expectEqual(Set(rejections.map(\.code)).count, rejections.count)
        expectTrue(rejections.allSatisfy { $0.code.hasPrefix("onboarding.") })
        expectEqual(rejections.compactMap(\.retryAfterSeconds), [1, 2, 3])
    }
}
