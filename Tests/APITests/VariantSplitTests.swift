import JSON
import Onboarding
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// A split that settings declare for built-in flows (contract D4).
struct VariantSplitTests {
    private static let splits = [
        "signup": ["a": 50, "b": 50], "wizard": ["a": 1, "b": 1], "membership": ["x": 1, "y": 3],
        "call": ["on": 1, "off": 1], "merchant": ["m": 1, "n": 1],
    ]

    private static func split(_ configuration: inout APIConfiguration) {
        configuration.variants = splits
    }

    private func variants(_ api: TestAPI, _ stream: String) async throws -> [String?] {
        try await api.events(stream).map {
            try JSONValue(parsing: $0.data)["variant"]?.stringValue
        }
    }

    private func given(_ flow: String, _ stream: String) -> String? {
        let id = String(stream.split(separator: "-", maxSplits: 1).last ?? "")
        return FlowVariants.variant(Self.splits[flow] ?? [:], flow: flow, subject: id)
    }

    private func begin(_ api: TestAPI, _ email: String, asking variant: String) async throws
        -> String
    {
        let told = try await api.post(
            "/v1/onboarding/start", ["email": .string(email), "planDescriptor": "starter"],
            "X-Onboarding-Variant: \(variant)")
        return api.stream(told.string("sessionToken"))
    }

    @Test func `a sign-up gets its variant with its first event, and may only ask for the split's`()
        async throws
    {
        try await TestAPI.run(Self.split) { api in
            var seen: Set<String> = []
            for number in 0..<24 {
                let stream = api.stream(try await api.start("ada\(number)@example.com"))
                let first = try required(try await variants(api, stream).first ?? nil)
                expectEqual(first, given("signup", stream))
                seen.insert(first)
            }
            expectEqual(seen, ["a", "b"])
            for number in 0..<4 {
                let told = try await begin(api, "bob\(number)@example.com", asking: "b")
                try await expectEqual(variants(api, told).first, "b")
                let stray = try await begin(api, "eve\(number)@example.com", asking: "B")
                try await expectEqual(variants(api, stray).first, given("signup", stray))
            }
            let found = try await api.get(
                "/v1/analytics/experiments?flow=signup", try await api.key(.analyticsRead))
            let names = found["variants"].arrayValue?.compactMap { $0["variant"]?.stringValue }
            expectEqual(names, ["a", "b"])
        }
    }

    @Test func `every built-in flow gives variants, once for each subject`() async throws {
        try await TestAPI.run(Self.split) { api in
            let stray = "X-Onboarding-Variant: A"
            for version in 0..<2 {
                let data: JSONValue = ["firstName": .string("Ada\(version)")]
                let saved = try await api.save("ada", 1, data, version: version, stray)
                expectEqual(saved.status, 200)
            }
            try await expectEqual(
                variants(api, "wizard-ada").compactMap { $0 }, [given("wizard", "wizard-ada")])
            _ = try await api.get("/api/user/profile", api.person("eve"), stray)
            try await expectEqual(
                variants(api, "profile-eve").compactMap { $0 }, [given("membership", "profile-eve")]
            )
            _ = try await api.get(
                "/api/v1/auth/me", api.person("carl") { $0.requestedRole = "client" }, stray)
            try await expectEqual(
                variants(api, "profile-carl").compactMap { $0 }, [given("merchant", "profile-carl")]
            )
            let space = try await api.post(
                "/v1/spaces", ["name": "E"], api.person("sara"), stray)
            let tenant = "tenant-\(space.string("id"))"
            try await expectEqual(variants(api, tenant).compactMap { $0 }, [given("call", tenant)])
        }
    }

    @Test func `the configured weights are the split that an experiment is held against (D4)`()
        async throws
    {
        func began(_ api: TestAPI, _ number: Int) async throws {
            // As the server's 90 to 10 would have it, whatever the ids of these come to.
            _ = try await api.post(
                "/v1/onboarding/start",
                ["email": .string("p\(number)@example.com"), "planDescriptor": "starter"],
                "X-Onboarding-Variant: \(number < 36 ? "a" : "b")")
        }
        func ratio(_ api: TestAPI, _ attribute: String) async throws -> JSONValue {
            let query = "experiments?flow=signup&attribute=\(attribute)"
            let key = try await api.key(.analyticsRead)
            return try await api.get("/v1/analytics/\(query)", key)["sampleRatio"]
        }
        try await TestAPI.run { api in
            for number in 0..<40 { try await began(api, number) }
            try await expectEqual(ratio(api, "variant")["ok"], false, "equal shares otherwise")
        }
        try await TestAPI.run {
            $0.variants = ["signup": ["a": 90, "b": 10]]
        } _: { api in
            for number in 0..<40 { try await began(api, number) }
            try await expectEqual(ratio(api, "variant")["ok"], true)
            try await expectEqual(ratio(api, "plan"), ["pValue": .null, "ok": .null])
        }
    }

    @Test func `without a split nobody gets one, and whatever the caller says counts`() async throws
    {
        try await TestAPI.run { api in
            let stream = api.stream(try await api.start("ada@example.com"))
            try await expectEqual(variants(api, stream).first, .some(nil))
            let told = try await begin(api, "bob@example.com", asking: "blue")
            try await expectEqual(variants(api, told).first, "blue")
        }
    }
}
