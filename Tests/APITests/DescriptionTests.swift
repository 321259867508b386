import JSON
import Onboarding
import Schemas
import Testing

@testable import API

/// The API's description at `/openapi.json` (contract O2).
struct DescriptionTests {
    private static let routes = RouteTable.routes(isDev: true)
    private static let texts = DescriptionTexts.embedded
    private static let document = AnswerCheck.ofDevMode.document

    private static var operations: [(name: String, operation: JSONValue)] {
        (document["paths"]?.objectValue ?? JSONObject()).flatMap { path, item in
            (item.objectValue ?? JSONObject()).filter { $0.0 != "parameters" }.map {
                ("\($0.0.uppercased()) \(path)", $0.1)
            }
        }
    }

    @Test func `every route is described, and nothing else`() {
        #expect(APIDescription(Self.routes, version: "1").undescribed == [])
        let names = Set(Self.routes.map(\.name))
        #expect(Self.texts.operations.keys.filter { !names.contains($0) }.sorted() == [])
        #expect(Set(Self.operations.map(\.name)) == names)
    }

    @Test func `each operation says what it does, takes and answers`() {
        var ids: Set<String> = []
        for route in Self.routes {
            guard let text = Self.texts.operations[route.name] else { continue }
            #expect(text.description.hasSuffix("."), "\(route.name)")
            #expect(!text.id.isEmpty && ids.insert(text.id).inserted, "\(route.name): its id")
            #expect(!text.answers.isEmpty, "\(route.name)")
            #expect(text.answers.allSatisfy { $0.description.hasSuffix(".") }, "\(route.name)")
            #expect(route.body != .json || text.request != nil, "\(route.name): its body")
            #expect(route.access != .signature || text.security != nil, "\(route.name)")
            for segment in route.describedPath.split(separator: "/") where segment.hasPrefix("{") {
                let name = String(segment.dropFirst().dropLast())
                #expect(text.path[name]?.stringValue?.isEmpty == false, "\(route.name) \(name)")
            }
            for answer in text.answers where answer.status != "204" && answer.status != "303" {
                #expect(!answer.schemas.isEmpty, "\(route.name) \(answer.status): its schema")
            }
        }
    }

    /// O2: who sends the tag back is answered 304.
    @Test func `each read with a tag takes it back`() {
        for route in Self.routes where route.method == .get {
            guard let text = Self.texts.operations[route.name] else { continue }
            let isTagged = text.answers.contains { $0.headers.contains { $0.hasPrefix("ETag") } }
            #expect(!isTagged || text.takes.contains("ifNoneMatch"), "\(route.name)")
        }
    }

    /// L6: what comes as a table too is chosen by `Accept`, of which caches must know.
    @Test func `what has several forms says that they depend on Accept`() {
        for route in Self.routes {
            let answers = Self.texts.operations[route.name]?.answers ?? []
            let isTable = answers.contains { $0.schemas.contains { $0.media == "text/csv" } }
            #expect(route.isNegotiated == isTable, "\(route.name)")
        }
    }

    private func operation(_ name: String) throws -> JSONValue {
        try #require(Self.operations.first { $0.name == name }?.operation)
    }

    @Test func `a key that may ask about others is among what gates take`() throws {
        let key: JSONValue = ["apiKey": ["gate:read"]]
        let gate = try operation("GET /v1/gate")["security"]?.arrayValue ?? []
        #expect(gate.contains([:]) && gate.contains(["accessToken": []]) && gate.contains(key))
        let owed = try operation("GET /v1/flows/{flow}/requirements")["security"]?.arrayValue
        #expect(owed?.contains(key) == true)
        let checkout = try operation("POST /api/stripe/checkout")["security"]?.arrayValue
        #expect(checkout == [[:], ["accessToken": []]])
    }

    @Test func `headers are described where they come`() throws {
        func headers(_ name: String, _ status: String) throws -> [String] {
            let response = try operation(name)["responses"]?[status]
            return response?["headers"]?.objectValue?.keys ?? []
        }
        #expect(try headers("GET /v1/gate", "200").contains("ETag"))
        #expect(try headers("GET /v1/admin/backup", "200").contains("Onboard-Size"))
        #expect(try headers("GET /v1/admin/backup", "200").contains("Onboard-Root"))
        #expect(try headers("GET /v1/admin/backup", "403").contains("WWW-Authenticate"))
        #expect(try headers("GET /v1/ledger/streams/{stream}", "304").contains("Vary"))
        for status in ["400", "409", "422"] {
            #expect(
                try headers("POST /v1/onboarding/start", status).contains("Idempotent-Replayed"))
        }
        for path in (Self.document["paths"]?.objectValue ?? JSONObject()).map(\.1) {
            let named = path["parameters"]?.arrayValue ?? []
            #expect(named.contains(["$ref": "#/components/parameters/traceparent"]))
        }
    }

    /// An example that never comes leads who goes by it astray.
    @Test func `examples are what the server answers`() async throws {
        func example(_ schema: String) throws -> JSONValue {
            try #require(Self.texts.schemas[schema]?["examples"]?[0])
        }
        try await TestAPI.run { api in
            let plans = try await api.get("/v1/billing/plans").json.arrayValue ?? []
            let plan = try #require(try example("Plans")[0])
            let known = plans.first { $0["descriptor"] == plan["descriptor"] }
            #expect(known?["id"] == plan["id"])
            let session = try example("SignUpSession")
            #expect(session["planId"] == plan["id"])
            #expect(session["planDescriptor"] == plan["descriptor"])
            let gate = try example("GateAnswer")
            let answer = try await api.get(
                "/v1/gate?flow=wizard&path=/dashboard", api.person("ada"))
            for name in ["decision", "location", "reason"] {
                #expect(answer[name] == gate[name], "\(name)")
            }
        }
    }

    @Test func `what is referred to is there`() {
        for reference in references(in: Self.document) {
            #expect(
                JSONPointer.value(at: String(reference.dropFirst()), in: Self.document) != nil,
                "\(reference)")
        }
    }

    private func references(in value: JSONValue) -> [String] {
        switch value {
        case .array(let elements): elements.flatMap(references)
        case .object(let object):
            object.flatMap { name, value in
                name == "$ref" ? [value.stringValue ?? ""] : references(in: value)
            }
        default: []
        }
    }

    /// The schemas of bodies have examples, and those are right.
    @Test func `every example is valid by its schema`() {
        let schema = JSONSchema(Self.document)
        for (name, declared) in Self.texts.schemas {
            for example in declared["examples"]?.arrayValue ?? [] {
                let problems = schema.problems(with: example, by: declared)
                #expect(problems.isEmpty, "\(name): \(problems)")
            }
        }
        let bodies = Self.texts.operations.values.flatMap { text in
            (text.request.map { [$0] } ?? []) + text.answers.flatMap { $0.schemas.map(\.schema) }
        }
        // A stream, a page and a file of pages are not shown by example.
        for name in Set(bodies).subtracting(["EventStream", "HTMLPage", "Copy"]) {
            let examples = Self.texts.schemas[name]?["examples"]?.arrayValue ?? []
            #expect(!examples.isEmpty, "\(name) has an example")
        }
    }

    @Test func `refusals have codes that the server knows`() {
        let flows = [
            "onboarding.", "space.", "membership.", "merchant.", "erasure.", "http.",
        ]
        for (route, text) in Self.texts.operations {
            for code in text.problems.flatMap(\.codes) {
                let isKnown = ProblemCode(rawValue: code) != nil
                #expect(isKnown || flows.contains { code.hasPrefix($0) }, "\(route): \(code)")
            }
            for (status, codes) in text.problems {
                for code in codes.compactMap(ProblemCode.init) {
                    #expect(String(code.status) == status, "\(route): \(code.rawValue)")
                }
            }
        }
    }

    /// A generated client that sends `%ff`, or that comes when all connections are taken, must find
    /// the answer in the description (O2).
    @Test func `what HTTP itself may refuse of a right request is described everywhere`() {
        for (name, operation) in Self.operations {
            for (status, code) in [
                ("400", "http.percent_encoding"), ("503", "http.overloaded"),
            ] {
                let content = operation["responses"]?[status]?["content"]
                let schema = content?["application/problem+json"]?["schema"]
                let codes = schema?["allOf"]?[1]?["properties"]?["code"]?["enum"]?.arrayValue
                #expect(codes?.contains(.string(code)) == true, "\(name) \(status)")
            }
        }
    }

    @Test func `the document is served, with the dev routes only in dev mode`() async throws {
        try await TestAPI.run { api in
            let answer = try await api.get("/openapi.json")
            #expect(answer["openapi"] == "3.1.0")
            #expect(answer["info"]["version"] == "1.2.3")
            #expect(answer["paths"]["/dev/token"] != .null)
            #expect(answer.json == (try await api.get("/openapi.json")).json)
        }
        let plain = APIDescription(RouteTable.routes(isDev: false), version: "1").document
        #expect(plain["paths"]?["/dev/token"] == nil)
        #expect(plain["tags"]?.arrayValue?.contains { $0["name"] == "Dev" } == false)
    }

    /// Who checks answers must see what is wrong with them.
    @Test func `an answer that breaks its description is noticed`() async throws {
        let check = AnswerCheck.ofDevMode
        func problems(_ line: String, _ status: Int, _ body: String) throws -> [String] {
            let parts = line.split(separator: " ")
            let request = try HTTPRequestSample.make(String(parts[0]), String(parts[1]))
            return check.problems(request, HTTPRequestSample.answer(status, body))
        }
        let stage = #"{"stage":"identity_verified"}"#
        #expect(try problems("POST /v1/onboarding/business", 200, stage) == [])
        for (line, status, body, part) in [
            ("POST /v1/onboarding/business", 200, #"{"stage":"x"}"#, "body /stage"),
            ("POST /v1/onboarding/business", 200, #"{"stage":"committed","a":1}"#, "/a: unknown"),
            ("POST /v1/onboarding/business", 201, stage, "status is not described"),
            ("POST /v1/onboarding/businesses", 200, stage, "route is not described"),
            ("GET /v1/onboarding/session", 304, "", "header ETag is missing"),
        ] {
            let found = try problems(line, status, body)
            #expect(found.contains { $0.contains(part) && $0.hasPrefix(line) }, "\(found)")
        }
    }
}
