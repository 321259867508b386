import JSON
import Onboarding
import TestSupport
import Testing

@testable import API

/// Contracts K11 and X1.
struct FlowTests {
    @Test func `the plans are an array with the configured facts`() async throws {
        try await TestAPI.run { api in
            let answer = try await api.get("/v1/billing/plans")
            let plans = try required(answer.json.arrayValue)
            expectEqual(plans.count, 4)
            expectEqual(
                plans.map { $0.objectValue?.keys },
                Array(
                    repeating: [
                        "id", "descriptor", "name", "price", "currency", "interval", "isPaid",
                        "trialDays",
                    ], count: 4))
            expectTrue(answer.text.contains(#""price":99.00,"currency":"USD""#))
            expectEqual(plans[0]["isPaid"], false)
        }
    }

    @Test func `a flow is answered as it is declared`() async throws {
        try await TestAPI.run { api in
            let answer = try await api.get("/v1/flows/signup")
            expectEqual(answer.names, ["flow", "stages", "transitions", "exits", "expiry"])
            expectEqual(answer["expiry"], "P1D")
            let stages = answer["stages"].arrayValue?.compactMap { $0["name"]?.stringValue }
            expectEqual(stages, SignUpStage.allCases.map(\.rawValue))
            let all = try await api.get("/v1/flows")
            expectEqual(all["flows"].arrayValue?.first, answer.json)
            let none = try await api.get("/v1/flows/loan")
            expectEqual(none.refusal, "404 flow.not_declared")
            expectEqual(none["knownFlows"].arrayValue?.contains("signup"), true)
        }
    }

    @Test func `a flow's file has the members that are described, and no others (O2)`()
        async throws
    {
        let schemas = AnswerCheck.ofDevMode.document["components"]?["schemas"]
        let described = try required(schemas?["FlowFile"])
        expectEqual(described["additionalProperties"], false)
        try await TestAPI.run { api in
            let answer = try await api.post(
                "/v1/flows", ["flow": "f", "stages": [["name": "a", "on": ["A"]]], "nope": 1],
                try await api.key(.admin))
            let detail = answer["errors"].arrayValue?.first?["detail"]?.stringValue ?? ""
            let known = detail.split(separator: "known are ").last?.split(separator: ", ") ?? []
            let names = described["properties"]?.objectValue?.keys.sorted()
            expectEqual(known.map(String.init).sorted(), names)
        }
    }
}
