import JSON
import TestSupport
import Testing

@testable import onboard

/// The check of an experiment's split, by the settings that the server was given (contract D4).
@Suite(.timeLimit(.minutes(5))) struct ExperimentTests {
    private static let split = #"{"signup": {"a": 90, "b": 10}}"#

    /// Begins forty sign-ups, nine in ten of them with one variant; two more say something else.
    private static func begin(_ server: RunningServer) throws {
        for number in 0..<42 {
            let body = #"{"email": "p\#(number)@example.com", "planDescriptor": "starter"}"#
            var request = ServerRequest("POST", "/v1/onboarding/start", body: Array(body.utf8))
            request.fields.append(("Content-Type", "application/json"))
            request.fields.append(
                ("X-Onboarding-Variant", number < 36 ? "a" : number < 40 ? "b" : "A"))
            let answer = try HTTPConnection(.loopback(port: server.port)).answer(to: request)
            expectEqual(answer.status, 200)
        }
    }

    @Test
    func `a split is held against the configured weights, and a person's choice against none`()
        async throws
    {
        let folder = TemporaryFolder()
        let data = "\(folder.path)/data"
        let server = try await RunningServer(data)
        try Self.begin(server)
        let config = folder.file("config.json", "{\"ONBOARD_VARIANTS\": \(Self.split)}")
        let variable = ["ONBOARD_VARIANTS": Self.split]
        func run(_ more: String..., environment: [String: String] = [:]) async throws
            -> Onboard.Outcome
        {
            try await Onboard.run(
                ["experiment", "signup", "--data", data] + more, environment: environment)
        }
        func isSound(_ outcome: Onboard.Outcome) -> JSONValue? {
            outcome.json["sampleRatio"]?["ok"]
        }
        expectEqual(isSound(try await run("--json", environment: variable)), true)
        expectEqual(isSound(try await run("--json", "--config", config)), true)
        expectEqual(isSound(try await run("--json")), false, "equal shares otherwise")
        expectEqual(isSound(try await run("--json", "--attribute", "plan")), .null)
        expectFalse((try await run("--attribute", "plan")).out.contains("split"))
        let table = try await run("--format", "csv", environment: variable).out
        let titles = "pValue,significant,against,zAgainst,pAgainst,significantAgainst,ratioPValue"
        expectTrue(table.contains(",z,chiSquare,\(titles),ratioOk\r\n"))
        expectTrue(table.contains(",,,,false,"), "nobody converted: there is nothing to test")
        expectTrue(table.hasSuffix(",true\r\n"))
        let text = try await run(environment: variable).out
        expectTrue(text.contains("Not of the split, and not compared: A"))
        expectTrue(text.contains("The split is sound"))
        expectFalse((try await run()).out.contains("not compared"))
        let wrong = try await run(environment: ["ONBOARD_VARIANTS": "{"])
        expectTrue(wrong.code == 2 && wrong.err.contains("ONBOARD_VARIANTS"))
        try await expectEqual(server.stop(), 0)
    }
}
