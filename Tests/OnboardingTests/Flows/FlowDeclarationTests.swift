import JSON
import TestSupport
import Testing
import Time

@testable import Onboarding

/// X1: the sign-up flow is declared once, and everything else is drawn from that.
struct FlowDeclarationTests {
    private let flow = SignUpFlow.declaration

    @Test func `the stages are the seed's, in order`() {
        expectEqual(flow.stages.map(\.name), SignUpStage.allCases.map(\.rawValue))
        expectEqual(
            flow.stages.filter(\.isOptional).map(\.name),
            [
                "identity_pending", "payment_pending", "payment_confirmed",
            ])
        expectEqual(flow.exits.map(\.name), ["cancelled", "expired"])
        expectEqual(flow.expiry?.text, "P1D")
    }

    @Test func `every stage and exit is entered by known types of event, each by one`() {
        let types = flow.stages.flatMap(\.on) + flow.exits.flatMap(\.on)
        expectTrue(types.allSatisfy { EventKind(rawValue: $0)?.family == .signUp })
        expectEqual(Set(types).count, types.count)
    }

    @Test func `every transition is between stages that exist, on a type that enters its target`() {
        for transition in flow.transitions {
            expectNotNil(flow.stage(named: transition.from))
            let target =
                flow.stage(named: transition.to)?.on
                ?? flow.exits.first { $0.name == transition.to }?.on
            expectEqual(target?.contains(transition.on), true, "\(transition)")
        }
        expectEqual(Set(flow.transitions).count, flow.transitions.count)
    }

    @Test func `every stage but the first can be reached and every one but the last left`() {
        for stage in flow.stages.dropFirst() {
            expectTrue(flow.transitions.contains { $0.to == stage.name }, "\(stage.name)")
        }
        for stage in flow.stages.dropLast() {
            expectTrue(flow.transitions.contains { $0.from == stage.name }, "\(stage.name)")
        }
        expectFalse(flow.transitions.contains { $0.from == "committed" })
    }

    @Test func `the drawing is Mermaid's`() {
        let lines = flow.mermaid.split(separator: "\n")
        expectEqual(lines.first, "stateDiagram-v2")
        expectTrue(lines.contains("    [*] --> plan_selected: SignUpStarted"))
        expectTrue(lines.contains("    plan_selected --> identity_pending: VerificationCodeSent"))
        expectTrue(lines.contains("    payment_pending --> cancelled: SignUpCancelled"))
        expectTrue(lines.contains("    committed --> [*]"))
        expectTrue(lines.contains("    expired --> [*]"))
        expectEqual(lines.count, 2 + 1 + flow.transitions.count + 3)
    }

    /// As mermaid 11 reads it.
    @Test func `names that mean something to Mermaid have another id in the drawing`() throws {
        let flow = try FlowDeclaration(
            parsing: Array(
                """
                {"flow": "loan", "stages": [{"name": "in-review", "on": ["a:b;c"]},
                 {"name": "classified", "on": ["d"]}], "exits": [{"name": "gone", "on": ["e"]}]}
                """.utf8))
        let lines = flow.mermaid.split(separator: "\n").map { $0.dropFirst(4) }
        expectEqual(
            lines.dropFirst(2).prefix(3),
            [
                "state \"in-review\" as state_1", "state \"classified\" as state_2",
                "[*] --> state_1: a#colon;b#semi;c",
            ])
        expectTrue(lines.contains("state_1 --> state_2: d"))
        expectTrue(lines.contains("state_1 --> gone: e"))
        expectTrue(lines.contains("gone --> [*]"))
    }

    @Test func `the answer has exactly the members that X1 names`() throws {
        let answer = try JSONValue(parsing: JSONWriter.encode { flow.writeJSON(to: &$0) })
        expectEqual(answer.objectValue?.keys, ["flow", "stages", "transitions", "exits", "expiry"])
        expectEqual(
            answer["stages"]?[1],
            [
                "name": "identity_pending", "on": ["VerificationCodeSent"], "optional": true,
                "route": "/onboarding/verify",
                "paths": [
                    "/onboarding/verify", "/onboarding/plan", "/onboarding/email",
                    "/onboarding/oauth-callback",
                ],
                "required": [
                    ["action": "verify_email", "why": "A code was sent to the email: enter it."]
                ],
            ])
        expectEqual(
            answer["transitions"]?[0],
            [
                "from": "plan_selected", "to": "identity_pending", "on": "VerificationCodeSent",
            ])
        expectEqual(answer["exits"]?[1], ["name": "expired", "on": ["SignUpExpired"]])
        expectEqual(answer["expiry"], "P1D")
    }

    @Test func `the schema file is the declaration's own text`() throws {
        let file = try Repository.bytes("Schemas/flows/signup.json")
        expectEqual(
            String(decoding: file, as: UTF8.self), String(decoding: flow.document, as: UTF8.self))
    }

    @Test func `a flow is found by its id and by its streams' category`() {
        expectEqual(FlowCatalogue.builtIn.flow("signup"), flow)
        expectEqual(FlowCatalogue.builtIn.flow(category: "session"), flow)
        expectNil(FlowCatalogue.builtIn.flow("loan"))
    }
}

/// K13: where a session belongs, and which pages are open to it.
struct FlowRouteTests {
    private let flow = SignUpFlow.declaration

    @Test(arguments: [
        ("plan_selected", "/onboarding/email"), ("identity_pending", "/onboarding/verify"),
        ("identity_verified", "/onboarding/business"), ("business_staged", "/onboarding/payment"),
        ("payment_pending", "/onboarding/payment"), ("payment_confirmed", "/onboarding/complete"),
        ("ready_to_commit", "/onboarding/complete"), ("committed", "/onboarding/complete"),
    ])
    func `each stage has the seed's route`(stage: String, route: String) {
        expectEqual(flow.route(forStage: stage), route)
        expectTrue(flow.allows(path: route, stage: stage))
    }

    /// Which stages may see a page; `p1` is plan_selected, and so on in order.
    @Test(arguments: [
        ("/onboarding/plan", "11100000"), ("/onboarding/email", "11000000"),
        ("/onboarding/verify", "11000000"), ("/onboarding/oauth-callback", "11111110"),
        ("/onboarding/business", "00110000"), ("/onboarding/payment", "00011100"),
        ("/onboarding/complete", "00000111"), ("/onboarding", "00000000"),
        ("/onboarding/elsewhere", "00000000"), ("/", "11111111"), ("/about", "11111111"),
        ("/onboarding-session", "11111111"),
    ])
    func `each page is open at its stages only`(path: String, open: String) {
        let allowed = flow.stages.map { flow.allows(path: path, stage: $0.name) ? "1" : "0" }
        expectEqual(allowed.joined(), open)
    }

    @Test(arguments: [
        "/onboarding/payment/", "/onboarding/payment?status=success",
        "/onboarding/payment#top", "/onboarding/payment/?a=b#c",
    ])
    func `query, fragment and a closing slash do not matter`(path: String) {
        expectTrue(flow.allows(path: path, stage: "payment_pending"))
        expectFalse(flow.allows(path: path, stage: "ready_to_commit"))
    }

    @Test func `a flow without routes closes nothing`() {
        let flow = FlowDeclaration(
            flow: "f", category: "f", stages: [FlowStage("s", on: ["E"])], transitions: [])
        expectTrue(flow.allows(path: "/x", stage: "s"))
        expectNil(flow.route(forStage: "s"))
    }

    @Test func `pages without a common folder are governed one by one`() {
        let flow = FlowDeclaration(
            flow: "f", category: "f",
            stages: [
                FlowStage("a", on: ["A"], route: "/apply"),
                FlowStage("b", on: ["B"], route: "/wait"),
            ], transitions: [])
        expectTrue(flow.allows(path: "/apply", stage: "a"))
        expectFalse(flow.allows(path: "/wait", stage: "a"))
        expectTrue(flow.allows(path: "/home", stage: "a"))
    }
}
