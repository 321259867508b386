import HTTPServer
import JSON
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// `X-Onboarding-Variant` (contract D4): what it may say, and where it is heard.
struct VariantHeaderTests {
    private static let recording = RouteTable.routes(isDev: true).filter(\.recordsVariant)

    private func begin(_ api: TestAPI, _ email: String, _ fields: String...) async throws
        -> Answer
    {
        let body = #"{"email":"\#(email)","planDescriptor":"starter"}"#
        let lines = ["Content-Type: application/json"] + fields
        return try await api.ask(
            "POST /v1/onboarding/start\n\(lines.joined(separator: "\n"))\n\n\(body)")
    }

    @Test func `any printable name is recorded as it is, and counted`() async throws {
        try await TestAPI.run { api in
            let names = [
                "new checkout", "control group", "x:y", "a=b", "(none)", "~!\"#$%&'()*+-./<>?@",
                String(repeating: "v", count: 64),
            ]
            for (number, name) in names.enumerated() {
                let answer = try await begin(
                    api, "p\(number)@example.com", "X-Onboarding-Variant: \(name)")
                try required(answer.status == 200, "\(answer.text)")
                let first = try await api.events(api.stream(answer.string("sessionToken"))).first
                let data = try JSONValue(parsing: try required(first).data)
                expectEqual(data["variant"], .string(name))
            }
            let key = try await api.key(.analyticsRead)
            let found = try await api.get("/v1/analytics/experiments?flow=signup", key)
            let counted = found["variants"].arrayValue?.compactMap { $0["variant"]?.stringValue }
            expectEqual(counted.map(Set.init), Set(names))
            let where_ = "where=variant=new%20checkout"
            let only = try await api.get("/v1/analytics/funnel?flow=signup&\(where_)", key)
            expectEqual(only["subjects"], 1, "\(only.text)")
        }
    }

    @Test(arguments: ["a, b", "a,b", "naïve", "a\tb", String(repeating: "v", count: 65)])
    func `another is refused, and the header named`(name: String) async throws {
        try await TestAPI.run { api in
            let answer = try await begin(api, "ada@example.com", "X-Onboarding-Variant: \(name)")
            expectEqual(answer.refusal, "400 request.invalid_query")
            expectEqual(answer.pointers, ["/X-Onboarding-Variant"])
            expectTrue(answer.text.contains("1 to 64 printable ASCII characters"))
            try await expectEqual(api.eventCount, 0)
        }
    }

    @Test func `an empty one is none, and one that is said twice is one`() async throws {
        try await TestAPI.run { api in
            let plain = try await begin(api, "ada@example.com", "X-Onboarding-Variant: ")
            let twice = try await begin(
                api, "eve@example.com", "X-Onboarding-Variant: a", "X-Onboarding-Variant: a")
            expectTrue(plain.status == 200 && twice.status == 200)
            let key = try await api.key(.analyticsRead)
            let found = try await api.get("/v1/analytics/experiments?flow=signup", key)
            let counted = found["variants"].arrayValue?.compactMap { $0["variant"]?.stringValue }
            expectEqual(counted, ["a"])
        }
    }

    @Test func `several are none`() async throws {
        try await TestAPI.run { api in
            let answer = try await begin(
                api, "ada@example.com", "X-Onboarding-Variant: a", "X-Onboarding-Variant: b")
            expectEqual(answer.pointers, ["/X-Onboarding-Variant"])
        }
    }

    @Test func `every route that records one describes and checks it, and no other does`()
        async throws
    {
        let described = DescriptionTexts.embedded.operations.filter {
            $0.value.takes.contains("variant")
        }
        expectEqual(Set(described.keys), Set(Self.recording.map(\.name)))
        try await Cast.run { cast in
            for route in Self.recording {
                let line = route.name.split(separator: "/", omittingEmptySubsequences: false)
                    .map { $0.hasPrefix("{") ? "session-none" : $0 }.joined(separator: "/")
                let answer = try await cast.ask(line, .owner, ["X-Onboarding-Variant: a,b"])
                expectEqual(answer.pointers, ["/X-Onboarding-Variant"], "\(route.name)")
            }
        }
    }

    /// What reads the header at a subject's first event is one of the routes above.
    @Test func `who begins by any of them is in the experiment`() async throws {
        try await TestAPI.run { api in
            let variant = "X-Onboarding-Variant: new checkout"
            _ = try await api.save("ada", 0, ["note": "a"], version: 0, variant)
            _ = try await api.get("/api/user/profile", api.member("eve"), variant)
            _ = try await api.patch(["first_name": "Bob"], api.member("bob"), variant)
            _ = try await api.get("/api/v1/auth/me", api.merchant("carl"), variant)
            let space = try await api.post("/v1/spaces", ["name": "S"], api.person("sue"), variant)
            let streams = [
                "wizard-ada", "profile-eve", "profile-bob", "profile-carl",
                "tenant-\(space.string("id"))",
            ]
            for stream in streams {
                let variants = try await api.events(stream).compactMap {
                    try JSONValue(parsing: $0.data)["variant"]?.stringValue
                }
                expectEqual(variants, ["new checkout"], "\(stream)")
            }
        }
    }

    /// An admin's own experiment is nobody else's.
    @Test func `an admin who lets somebody in says nothing of their variant`() async throws {
        try await TestAPI.run { api in
            _ = try await api.get("/api/v1/auth/me", api.person("eve"))
            let comped = try await api.post(
                "/v1/admin/profiles/eve/comp", ["comped": true, "reason": "a friend"],
                try await api.key(.admin), "X-Onboarding-Variant: mine")
            expectEqual(comped.status, 200)
            let texts = try await api.events("profile-eve").map {
                String(decoding: $0.data, as: UTF8.self)
            }
            expectFalse(texts.contains { $0.contains("mine") })
        }
    }
}
