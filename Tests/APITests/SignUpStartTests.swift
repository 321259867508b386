import JSON
import TestSupport
import Testing

@testable import API

/// Contract K1, from request text to the events appended.
struct SignUpStartTests {
    @Test func `a start answers token, stage and whether the plan is paid, and nothing else`()
        async throws
    {
        try await TestAPI.run { api in
            let answer = try await api.ask(
                """
                POST /v1/onboarding/start
                Content-Type: application/json; charset=utf-8
                X-Request-Id: req-1
                traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                X-Onboarding-Variant: blue

                {"email": " Ada@Example.COM ", "planDescriptor": "starter"}
                """)
            expectEqual(answer.status, 200)
            expectEqual(answer.names, ["sessionToken", "stage", "isPaid"])
            expectEqual(answer["stage"], "plan_selected")
            expectEqual(answer["isPaid"], false)
            expectEqual(answer.fields["X-Request-Id"], "req-1")
            expectEqual(answer.fields["Cache-Control"], "no-store")
            expectEqual(answer.fields["Content-Type"], "application/json")
            let events = try await api.events(api.stream(answer.string("sessionToken")))
            expectEqual(events.map(\.type.name), ["SignUpStarted"])
            let event = try required(events.first)
            expectEqual(event.correlationID, "req-1")
            expectEqual(event.actor.kind, .session)
            let personal = try JSONValue(parsing: event.personal ?? [])
            expectEqual(personal["email"], "ada@example.com")
            let data = try JSONValue(parsing: event.data)
            expectEqual(data["variant"], "blue")
            let origin = try JSONValue(parsing: event.origin ?? [])
            expectEqual(origin["ip"], "192.0.2.7")
            expectEqual(origin["traceparent"]?.stringValue?.hasPrefix("00-4bf9"), true)
        }
    }

    @Test func `a paid plan is said to be paid`() async throws {
        try await TestAPI.run { api in
            let answer = try await api.post(
                "/v1/onboarding/start", ["email": "a@b.co", "planDescriptor": "professional"])
            expectEqual(answer["isPaid"], true)
        }
    }

    @Test(arguments: [
        (#"{"planDescriptor":"starter"}"#, ["/email"]),
        (#"{"email":"a@b.co"}"#, ["/planDescriptor"]),
        (#"{}"#, ["/email", "/planDescriptor"]),
        (#"{"email":null,"planDescriptor":7}"#, ["/email", "/planDescriptor"]),
        (#"{"email":"not an email","planDescriptor":"starter"}"#, ["/email"]),
        (#"{"email":"a@b.co","planDescriptor":"starter","sessionToken":7}"#, ["/sessionToken"]),
    ])
    func `a missing or wrong field is named`(body: String, pointers: [String]) async throws {
        try await TestAPI.run { api in
            let answer = try await api.ask("POST /v1/onboarding/start\n\n\(body)")
            expectEqual(answer.refusal, "400 request.invalid_body")
            expectEqual(answer.pointers, pointers)
            try await expectEqual(api.eventCount, 0)
        }
    }

    @Test func `an unknown plan is refused with its code`() async throws {
        try await TestAPI.run { api in
            let answer = try await api.post(
                "/v1/onboarding/start", ["email": "a@b.co", "planDescriptor": "gold"])
            expectEqual(answer.refusal, "400 onboarding.plan_not_found")
        }
    }

    @Test func `an email that belongs to a user is a conflict`() async throws {
        try await TestAPI.run { api in
            _ = try await api.completed("ada@example.com")
            let answer = try await api.post(
                "/v1/onboarding/start",
                ["email": "ADA@example.com", "planDescriptor": "starter"])
            expectEqual(answer.refusal, "409 onboarding.email_already_registered")
        }
    }

    @Test func `an active session is resumed with the same token and the new plan`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            let again = try await api.post(
                "/v1/onboarding/start",
                ["email": "Ada@Example.com", "planDescriptor": "professional"])
            expectEqual(again.string("sessionToken"), token)
            expectEqual(again["isPaid"], true)
            try await expectEqual(api.types(api.stream(token)), ["SignUpStarted", "PlanChanged"])
        }
    }

    @Test func `a session lasts 24 hours, and the next start makes another`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            api.advance(24 * 3600)
            let next = try await api.start("ada@example.com")
            expectTrue(next != token)
            try await expectEqual(api.types(api.stream(token)), ["SignUpStarted", "SignUpExpired"])
        }
    }

    // MARK: Nobody is handed a verified session

    @Test func `knowing the email of a verified session gives a token that must prove it`()
        async throws
    {
        try await TestAPI.run { api in
            let first = try await api.staged("ada@example.com", plan: "professional")
            let answer = try await api.post(
                "/v1/onboarding/start",
                ["email": "ada@example.com", "planDescriptor": "professional"])
            let later = answer.string("sessionToken")
            expectTrue(later != first)
            expectEqual(answer["stage"], "identity_pending")
            expectEqual(api.stream(later), api.stream(first))

            let session = try await api.get("/v1/onboarding/session?sessionToken=\(later)")
            expectEqual(session["stage"], "identity_pending")
            expectEqual(session["emailVerified"], false)
            for name in ["firstName", "lastName", "businessName", "checkoutSessionId"] {
                expectNil(session.json[name], "\(name) is not shown")
            }
            let tried = try await api.post("/v1/onboarding/payment/start", api.paymentBody(later))
            expectEqual(tried.refusal, "400 onboarding.invalid_stage")

            api.advance(120)
            try await api.verify(later, "ada@example.com")
            let proven = try await api.get("/v1/onboarding/session?sessionToken=\(later)")
            expectEqual(proven["stage"], "payment_pending")
            expectEqual(proven["businessName"], "Analytical Engines")
            let own = try await api.get("/v1/onboarding/session?sessionToken=\(first)")
            expectEqual(own["stage"], "payment_pending")
        }
    }

    @Test func `with its own token a verified session is resumed as it is`() async throws {
        try await TestAPI.run { api in
            let token = try await api.verified("ada@example.com")
            let answer = try await api.post(
                "/v1/onboarding/start",
                [
                    "email": "ada@example.com", "planDescriptor": "starter",
                    "sessionToken": .string(token),
                ])
            expectEqual(answer.string("sessionToken"), token)
            expectEqual(answer["stage"], "identity_verified")
        }
    }

    @Test func `a foreign or made-up token is as none`() async throws {
        try await TestAPI.run { api in
            let token = try await api.verified("ada@example.com")
            let foreign = try await api.start("eve@example.com")
            for given in [foreign, "made-up", "", String(token.dropLast())] {
                let answer = try await api.post(
                    "/v1/onboarding/start",
                    [
                        "email": "ada@example.com", "planDescriptor": "starter",
                        "sessionToken": .string(given),
                    ])
                expectEqual(answer["stage"], "identity_pending")
                expectTrue(answer.string("sessionToken") != token)
            }
        }
    }

    @Test(
        arguments: [
            (nil, "?sessionToken=", 204), ("{}", "?sessionToken=", 204),
            (#"{"sessionToken":null}"#, "?sessionToken=", 204), ("{}", "?other=", 400),
            (#"{"sessionToken":7}"#, "?sessionToken=", 400),
            (#"{"sessionToken":"x"}"#, "?sessionToken=", 404),
        ] as [(String?, String, Int)])
    func `a session is given up by the token of the body, else of the query`(
        body: String?, query: String, status: Int
    ) async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            let answer = try await api.ask(
                "DELETE /v1/onboarding/session\(query)\(token)"
                    + (body.map { "\nContent-Type: application/json\n\n\($0)" } ?? ""))
            expectEqual(answer.status, status)
        }
    }
}
