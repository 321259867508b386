import JSON
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// A team's own event may be called like one of the program's, and is the team's own all the same
/// (contract L14, D2, D3, S10).
struct BorrowedTypeTests {
    private func ingest(
        _ api: TestAPI, _ stream: String, _ type: String, _ data: JSONValue
    ) async throws {
        let answer = try await api.post(
            "/v1/ledger/streams/\(stream)/events",
            ["events": [["type": .string(type), "data": data]]],
            try await api.key(.ingest))
        try required(answer.status == 201)
    }

    private func erase(_ api: TestAPI, _ subject: String) async throws -> Answer {
        try await api.post(
            "/v1/admin/erase", ["subject": .string(subject), "reason": "asked for"],
            try await api.key(.admin))
    }

    private static let clubFlow =
        #"{"flow":"club","stages":[{"name":"a","on":["A"]},{"name":"z","on":["Z"]}]}"#

    @Test(arguments: [("SignUpCompleted", "userId"), ("IdentityLinked", "subject")])
    func `an erasure follows no names in it`(type: String, member: String) async throws {
        try await TestAPI.run { api in
            for name in ["ada", "bob"] {
                _ = try await api.profile(api.member(name))
                try await ingest(api, "crm-1", type, [member: .string(name)])
                try await ingest(api, "club-\(name)", type, [member: "bob"])
            }
            let receipt = try await erase(api, "ada@example.com")
            expectEqual(receipt["streams"], ["profile-ada"])
            let bob = try await api.profile(api.member("bob"))
            expectEqual(bob["email"], "bob@example.com")
        }
    }

    @Test func `all that it says of who is erased goes`() async throws {
        try await TestAPI.run { api in
            for type in ["EmailVerified", "PlanChanged", "Paid"] {
                try await ingest(
                    api, "club-dora", type, ["phone": "+1555", "in": ["street": "Row"]])
            }
            let receipt = try await erase(api, "club-dora")
            expectEqual(receipt["events"], 3)
            for event in try await api.events("club-dora").prefix(3) {
                try expectEqual(
                    JSONValue(parsing: event.data),
                    ["phone": "erased", "in": ["street": "erased"]],
                    "\(event.type.name)")
            }
        }
    }

    @Test func `it is no refusal, and no report fails at it`() async throws {
        try await TestAPI.run { api in
            try await api.ledger.declareFlow(
                Array(Self.clubFlow.utf8), RequestFacts(requestID: "r"))
            let reader = try await api.key(.analyticsRead)
            try await ingest(api, "club-1", "A", [:])
            for type in ["VerificationCodeRefused", "CheckoutFailed"] {
                try await ingest(api, "club-1", type, ["try": 1])
                for flow in ["signup", "club"] {
                    let friction = try await api.get("/v1/analytics/friction?flow=\(flow)", reader)
                    expectEqual(friction.status, 200, "\(flow)")
                }
                let left = try await api.get(
                    "/v1/analytics/dropoff?flow=club&stage=a", reader)
                expectEqual(left["subjects"].arrayValue?.map { $0["lastError"] }, [nil])
            }
        }
    }

    @Test func `no checkout is told of by it, and none is asked about`() async throws {
        try await TestAPI.run(stripe: { api, _ in
            let open = try await api.order(["plan": "family"], api.member("ada"))
            for type in ["PaymentConfirmed", "MembershipCheckoutReported", "CheckoutExpired"] {
                try await ingest(api, "orders-1", type, ["checkoutSessionId": .string(open)])
            }
            try await ingest(
                api, "orders-1", "MembershipCheckoutOpened", ["checkoutSessionId": "cs_own"])
            let asked = try await api.server.core.stripe.reconcile(RequestFacts(requestID: "r"))
            expectEqual(asked.map(\.checkoutID), [open])
        })
    }
}
