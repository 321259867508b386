import JSON
import TestSupport
import Testing

@testable import API

/// The known mismatches at the end of seed 004, each by its name: here server and clients agree.
struct SharpEdgeTests {
    private func route(_ api: TestAPI, _ token: String, _ path: String) async throws -> Answer {
        try await api.get("/v1/onboarding/route?sessionToken=\(token)&path=\(path)")
    }

    @Test func `payment_pending after business leads to the payment page`() async throws {
        try await TestAPI.run { api in
            let token = try await api.verified("ada@example.com", plan: "professional")
            let answer = try await api.post("/v1/onboarding/business", api.businessBody(token))
            expectEqual(answer.text, #"{"stage":"payment_pending"}"#)
            let payment = try await route(api, token, "/onboarding/payment")
            expectTrue(payment["route"] == "/onboarding/payment" && payment["allowed"] == true)
            let complete = try await route(api, token, "/onboarding/complete")
            expectTrue(complete["route"] == "/onboarding/payment" && complete["allowed"] == false)
            // What the client of old looked for stands in the history.
            try await expectTrue(api.types(api.stream(token)).contains("BusinessStaged"))
        }
    }

    @Test func `payment_confirmed is declared, and passed through when the payment arrives`()
        async throws
    {
        try await TestAPI.run { api in
            let token = try await api.staged("ada@example.com", plan: "professional")
            _ = try await api.ask("POST /dev/checkout/\(try await api.checkout(token))/pay")
            let events = try await api.events(api.stream(token)).suffix(2)
            expectEqual(events.map(\.type.name), ["PaymentConfirmed", "SignUpReadied"])
            expectEqual(Set(events.map(\.recordedAt)).count, 1)
            let session = try await api.get("/v1/onboarding/session?sessionToken=\(token)")
            expectEqual(session["stage"], "ready_to_commit")
            let stages = try await api.get("/v1/flows/signup")["stages"].arrayValue ?? []
            for name in ["payment_confirmed", "ready_to_commit"] {
                let stage = stages.first { $0["name"] == .string(name) }
                expectEqual(stage?["route"], "/onboarding/complete", "\(name)")
            }
            try await expectEqual(route(api, token, "/onboarding/complete")["allowed"], true)
        }
    }

    @Test func `deleting a session takes a JSON body, and is 400 once it is committed`()
        async throws
    {
        try await TestAPI.run { api in
            func delete(_ token: String) async throws -> Answer {
                try await api.ask(
                    "DELETE /v1/onboarding/session\nContent-Type: application/json\n\n"
                        + #"{"sessionToken":"\#(token)"}"#)
            }
            let open = try await api.start("bob@example.com")
            try await expectEqual(delete(open).status, 204)
            let token = try await api.staged("ada@example.com")
            _ = try await api.post("/v1/onboarding/complete", ["sessionToken": .string(token)])
            try await expectEqual(delete(token).refusal, "400 onboarding.session_already_committed")
        }
    }
}
