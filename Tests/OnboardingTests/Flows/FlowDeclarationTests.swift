import JSON
import TestSupport
import Testing
import Time

@testable import Onboarding

/// X1: the sign-up flow is declared once, and everything else is drawn from that.
struct FlowDeclarationTests {
    private let flow = SignUpFlow.declaration

    @Test func `the stages are the seed's, in order`() {
        #expect(flow.stages.map(\.name) == SignUpStage.allCases.map(\.rawValue))
        #expect(
            flow.stages.filter(\.isOptional).map(\.name) == [
                "identity_pending", "payment_pending", "payment_confirmed",
            ])
        #expect(flow.exits.map(\.name) == ["cancelled", "expired"])
        #expect(flow.expiry?.text == "P1D")
    }

    @Test func `every stage and exit is entered by known types of event, each by one`() {
        let types = flow.stages.flatMap(\.on) + flow.exits.flatMap(\.on)
        #expect(types.allSatisfy { EventKind(rawValue: $0)?.family == .signUp })
        #expect(Set(types).count == types.count)
    }

    @Test func `every transition is between stages that exist, on a type that enters its target`() {
        for transition in flow.transitions {
            #expect(flow.stage(named: transition.from) != nil)
            let target =
                flow.stage(named: transition.to)?.on
                ?? flow.exits.first { $0.name == transition.to }?.on
            #expect(target?.contains(transition.on) == true, "\(transition)")
        }
        #expect(Set(flow.transitions).count == flow.transitions.count)
    }

    @Test func `every stage but the first can be reached and every one but the last left`() {
        for stage in flow.stages.dropFirst() {
            #expect(flow.transitions.contains { $0.to == stage.name }, "\(stage.name)")
        }
        for stage in flow.stages.dropLast() {
            #expect(flow.transitions.contains { $0.from == stage.name }, "\(stage.name)")
        }
        #expect(!flow.transitions.contains { $0.from == "committed" })
    }

    @Test func `the drawing is Mermaid's`() {
        let lines = flow.mermaid.split(separator: "\n")
        #expect(lines.first == "stateDiagram-v2")
        #expect(lines.contains("    [*] --> plan_selected: SignUpStarted"))
        #expect(lines.contains("    plan_selected --> identity_pending: VerificationCodeSent"))
        #expect(lines.contains("    payment_pending --> cancelled: SignUpCancelled"))
        #expect(lines.contains("    committed --> [*]"))
        #expect(lines.contains("    expired --> [*]"))
        #expect(lines.count == 2 + 1 + flow.transitions.count + 3)
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
        #expect(
            lines.dropFirst(2).prefix(3) == [
                "state \"in-review\" as state_1", "state \"classified\" as state_2",
                "[*] --> state_1: a#colon;b#semi;c",
            ])
        #expect(lines.contains("state_1 --> state_2: d"))
        #expect(lines.contains("state_1 --> gone: e"))
        #expect(lines.contains("gone --> [*]"))
    }

    @Test func `the answer has exactly the members that X1 names`() throws {
        let answer = try JSONValue(parsing: JSONWriter.encode { flow.writeJSON(to: &$0) })
        #expect(
            answer.objectValue?.keys == ["flow", "stages", "transitions", "exits", "expiry"])
        #expect(
            answer["stages"]?[1] == [
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
        #expect(
            answer["transitions"]?[0] == [
                "from": "plan_selected", "to": "identity_pending", "on": "VerificationCodeSent",
            ])
        #expect(answer["exits"]?[1] == ["name": "expired", "on": ["SignUpExpired"]])
        #expect(answer["expiry"] == "P1D")
    }

    @Test func `the schema file is the declaration's own text`() throws {
        let file = try Repository.bytes("Schemas/flows/signup.json")
        #expect(
            String(decoding: file, as: UTF8.self)
                == String(decoding: flow.document, as: UTF8.self))
    }

    @Test func `a flow is found by its id and by its streams' category`() {
        #expect(FlowCatalogue.builtIn.flow("signup") == flow)
        #expect(FlowCatalogue.builtIn.flow(category: "session") == flow)
        #expect(FlowCatalogue.builtIn.flow("loan") == nil)
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
        #expect(flow.route(forStage: stage) == route)
        #expect(flow.allows(path: route, stage: stage))
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
        #expect(allowed.joined() == open)
    }

    @Test(arguments: [
        "/onboarding/payment/", "/onboarding/payment?status=success",
        "/onboarding/payment#top", "/onboarding/payment/?a=b#c",
    ])
    func `query, fragment and a closing slash do not matter`(path: String) {
        #expect(flow.allows(path: path, stage: "payment_pending"))
        #expect(!flow.allows(path: path, stage: "ready_to_commit"))
    }

    @Test func `a flow without routes closes nothing`() {
        let flow = FlowDeclaration(
            flow: "f", category: "f", stages: [FlowStage("s", on: ["E"])], transitions: [])
        #expect(flow.allows(path: "/x", stage: "s"))
        #expect(flow.route(forStage: "s") == nil)
    }

    @Test func `pages without a common folder are governed one by one`() {
        let flow = FlowDeclaration(
            flow: "f", category: "f",
            stages: [
                FlowStage("a", on: ["A"], route: "/apply"),
                FlowStage("b", on: ["B"], route: "/wait"),
            ], transitions: [])
        #expect(flow.allows(path: "/apply", stage: "a"))
        #expect(!flow.allows(path: "/wait", stage: "a"))
        #expect(flow.allows(path: "/home", stage: "a"))
    }
}
