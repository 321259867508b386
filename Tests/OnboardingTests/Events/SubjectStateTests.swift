import JSON
import TestSupport
import Testing
import Time

@testable import Onboarding

/// The one door through which any stream is folded.
struct SubjectStateTests {
    @Test(arguments: ["session", "profile", "tenant", "refusals", "webhook", "loan"])
    func `a stream without events is an empty object`(category: String) throws {
        let state = SubjectState(category: category)
        try expectEqual(state.json, [:])
        expectTrue(state.stage == nil && state.status == nil && state.searchText == "")
    }

    @Test func `a session folds to what the decider sees`() throws {
        var state = SubjectState(category: "session")
        var expected = SignUpState()
        for event in History.readyPaid + [.completed] {
            let encoded = EncodedEvent(event)
            try state.apply(
                encoded.type, String(decoding: encoded.data, as: UTF8.self),
                personal: encoded.personal.map { String(decoding: $0, as: UTF8.self) })
            expected.evolve(event, at: noon)
        }
        expectEqual(state, .signUp(expected))
        expectEqual(state.flow, "signup")
        expectEqual(state.stage, "committed")
        expectEqual(state.status, "committed")
    }

    @Test func `an erased session still folds`() throws {
        var state = SubjectState(category: "session")
        for event in History.readyFree {
            let encoded = EncodedEvent(event)
            try state.apply(encoded.type, String(decoding: encoded.data, as: UTF8.self))
        }
        expectEqual(state.stage, "ready_to_commit")
        try expectEqual(state.json["email"], "")
        expectEqual(state.searchText, "analytical engines")
    }

    @Test func `a profile shows who the user is`() throws {
        var state = SubjectState(category: "profile")
        let golden = try Golden.payload(of: .profileCreated)
        try state.apply(
            "ProfileCreated", String(decoding: golden.data, as: UTF8.self),
            personal: golden.personal.map { String(decoding: $0, as: UTF8.self) })
        try expectEqual(
            state.json,
            [
                "email": "ada@example.com", "firstName": "Ada", "lastName": "Lovelace",
                "isEmailVerified": true, "method": "email", "role": "user",
                "tenantId": "0199a0f0-0000-7000-8000-000000000002",
                "createdAt": "2026-03-01T12:00:00.000Z",
            ])
        expectEqual(state.searchText, "ada@example.com ada lovelace")
        expectTrue(state.flow == nil && state.status == nil)
    }

    @Test func `a tenant shows its business and its subscription`() throws {
        var state = SubjectState(category: "tenant")
        for kind in [EventKind.workspaceCreated, .businessCreated, .subscriptionStarted] {
            let golden = try Golden.payload(of: kind)
            try state.apply(kind.rawValue, String(decoding: golden.data, as: UTF8.self))
        }
        try expectEqual(
            state.json,
            [
                "name": "Analytical Engines", "ownerId": "0199a0f0-0000-7000-8000-000000000001",
                "status": "ACTIVE", "source": "signup", "businessName": "Analytical Engines",
                "businessDescriptor": "engines", "country": "GB", "currency": "GBP",
                "planId": "plan_professional", "planDescriptor": "professional",
                "subscriptionStatus": "trialing", "customerId": "cus_1",
                "subscriptionId": "sub_1", "checkoutSessionId": "cs_test_1",
                "createdAt": "2026-03-01T12:00:00.000Z",
            ])
        expectEqual(state.status, "ACTIVE")
        let changed = try Golden.payload(of: .subscriptionChanged)
        try state.apply("SubscriptionChanged", String(decoding: changed.data, as: UTF8.self))
        try expectEqual(state.json["subscriptionStatus"], "past_due")
    }

    @Test func `refusals are counted by code`() throws {
        var state = SubjectState(category: "refusals")
        let refused = #"{"command":"email/verify","code":"onboarding.invalid_otp"}"#
        try state.apply("CommandRefused", refused)
        try state.apply("CommandRefused", refused, at: noon + 5)
        try state.apply("RefusalsOmitted", #"{"count":7}"#, at: noon + 9)
        try expectEqual(
            state.json,
            [
                "events": 3, "lastEvent": "RefusalsOmitted",
                "startedAt": "2026-03-01T12:00:00.000Z", "updatedAt": "2026-03-01T12:00:09.000Z",
                "counts": ["omitted": 7, "onboarding.invalid_otp": 2],
            ])
    }

    @Test func `unmatched webhooks are counted by reason, and other events too`() throws {
        var state = SubjectState(category: "webhook")
        let golden = try Golden.payload(of: .webhookUnmatched)
        try state.apply("WebhookUnmatched", String(decoding: golden.data, as: UTF8.self))
        try state.apply("SomethingElse", "{}")
        try expectEqual(state.json["events"], 2)
        try expectEqual(state.json["counts"], ["unknown-session": 1])
        try expectEqual(state.json["lastEvent"], "SomethingElse")
    }

    @Test(arguments: ["session", "profile", "tenant"])
    func `an event of another flow changes nothing`(category: String) throws {
        var state = SubjectState(category: category)
        try state.apply("CommandRefused", #"{"command":"x","code":"y"}"#)
        try state.apply("A_SUBMITTED", "{}")
        expectEqual(state, SubjectState(category: category))
    }

    @Test func `a payload that cannot be read leaves the state as it was`() throws {
        var state = SubjectState(category: "session")
        try state.apply("SignUpCancelled", "{}")
        let before = state
        #expect(throws: JSONError.self) { try state.apply("PlanChanged", "{}") }
        expectEqual(state, before)
    }

    @Test func `claims can be told from stored events`() throws {
        let golden = try Golden.payload(of: .profileCreated)
        let claims = try unsafe golden.data.withUnsafeBytes { data in
            try unsafe golden.personal?.withUnsafeBytes { personal in
                try unsafe SubjectState(category: "profile").claimChanges(
                    kind: .profileCreated, data: data, personal: personal)
            }
        }
        expectEqual(claims, [.take(ClaimKey(space: "user-email", value: "ada@example.com"))])
    }
}
