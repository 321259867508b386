import JSON
import Onboarding
import Schemas
import TestSupport
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
        expectEqual(APIDescription(Self.routes, version: "1").undescribed, [])
        let names = Set(Self.routes.map(\.name))
        expectEqual(Self.texts.operations.keys.filter { !names.contains($0) }.sorted(), [])
        expectEqual(Set(Self.operations.map(\.name)), names)
    }

    @Test func `each operation says what it does, takes and answers`() {
        var ids: Set<String> = []
        for route in Self.routes {
            guard let text = Self.texts.operations[route.name] else { continue }
            expectTrue(text.description.hasSuffix("."), "\(route.name)")
            expectTrue(!text.id.isEmpty && ids.insert(text.id).inserted, "\(route.name): its id")
            expectFalse(text.answers.isEmpty, "\(route.name)")
            expectTrue(text.answers.allSatisfy { $0.description.hasSuffix(".") }, "\(route.name)")
            expectTrue(route.body != .json || text.request != nil, "\(route.name): its body")
            expectTrue(route.access != .signature || text.security != nil, "\(route.name)")
            for segment in route.describedPath.split(separator: "/") where segment.hasPrefix("{") {
                let name = String(segment.dropFirst().dropLast())
                expectEqual(text.path[name]?.stringValue?.isEmpty, false, "\(route.name) \(name)")
            }
            for answer in text.answers where answer.status != "204" && answer.status != "303" {
                expectFalse(answer.schemas.isEmpty, "\(route.name) \(answer.status): its schema")
            }
        }
    }

    /// O2: who sends the tag back is answered 304.
    @Test func `each read with a tag takes it back`() {
        for route in Self.routes where route.method == .get {
            guard let text = Self.texts.operations[route.name] else { continue }
            let isTagged = text.answers.contains { $0.headers.contains { $0.hasPrefix("ETag") } }
            expectTrue(!isTagged || text.takes.contains("ifNoneMatch"), "\(route.name)")
        }
    }

    /// L6: what comes as a table too is chosen by `Accept`, of which caches must know.
    @Test func `what has several forms says that they depend on Accept`() {
        for route in Self.routes {
            let answers = Self.texts.operations[route.name]?.answers ?? []
            let isTable = answers.contains { $0.schemas.contains { $0.media == "text/csv" } }
            expectEqual(route.isNegotiated, isTable, "\(route.name)")
        }
    }

    private func operation(_ name: String) throws -> JSONValue {
        try required(Self.operations.first { $0.name == name }?.operation)
    }

    @Test func `a key that may ask about others is among what gates take`() throws {
        let key: JSONValue = ["apiKey": ["gate:read"]]
        let gate = try operation("GET /v1/gate")["security"]?.arrayValue ?? []
        expectTrue(gate.contains([:]) && gate.contains(["accessToken": []]) && gate.contains(key))
        let owed = try operation("GET /v1/flows/{flow}/requirements")["security"]?.arrayValue
        expectEqual(owed?.contains(key), true)
        let checkout = try operation("POST /api/stripe/checkout")["security"]?.arrayValue
        expectEqual(checkout, [[:], ["accessToken": []]])
    }

    @Test func `headers are described where they come`() throws {
        func headers(_ name: String, _ status: String) throws -> [String] {
            let response = try operation(name)["responses"]?[status]
            return response?["headers"]?.objectValue?.keys ?? []
        }
        try expectTrue(headers("GET /v1/gate", "200").contains("ETag"))
        try expectTrue(headers("GET /v1/admin/backup", "200").contains("Onboard-Size"))
        try expectTrue(headers("GET /v1/admin/backup", "200").contains("Onboard-Root"))
        try expectTrue(headers("GET /v1/admin/backup", "403").contains("WWW-Authenticate"))
        try expectTrue(headers("GET /v1/ledger/streams/{stream}", "304").contains("Vary"))
        for status in ["400", "409", "422"] {
            try expectTrue(
                headers("POST /v1/onboarding/start", status).contains("Idempotent-Replayed"))
        }
        for path in (Self.document["paths"]?.objectValue ?? JSONObject()).map(\.1) {
            let named = path["parameters"]?.arrayValue ?? []
            expectTrue(named.contains(["$ref": "#/components/parameters/traceparent"]))
        }
    }

    /// An example that never comes leads who goes by it astray.
    @Test func `examples are what the server answers`() async throws {
        func example(_ schema: String) throws -> JSONValue {
            try required(Self.texts.schemas[schema]?["examples"]?[0])
        }
        try await TestAPI.run { api in
            let plans = try await api.get("/v1/billing/plans").json.arrayValue ?? []
            let plan = try required(try example("Plans")[0])
            let known = plans.first { $0["descriptor"] == plan["descriptor"] }
            expectEqual(known?["id"], plan["id"])
            let session = try example("SignUpSession")
            expectEqual(session["planId"], plan["id"])
            expectEqual(session["planDescriptor"], plan["descriptor"])
            let gate = try example("GateAnswer")
            let answer = try await api.get(
                "/v1/gate?flow=wizard&path=/dashboard", api.person("ada"))
            for name in ["decision", "location", "reason"] {
                expectEqual(answer[name], gate[name], "\(name)")
            }
        }
    }

    @Test func `what is referred to is there`() {
        for reference in references(in: Self.document) {
            expectNotNil(
                JSONPointer.value(at: String(reference.dropFirst()), in: Self.document),
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

    /// What the usual generators make no client of, or one that loses members, reads as well in
    /// another way.
    @Test func `clients can be generated`() {
        for (name, schema) in Self.texts.schemas {
            for part in objects(in: schema) {
                let members = part["properties"]?.objectValue ?? JSONObject()
                let plain = members.keys.map { $0.lowercased().filter { $0 != "_" } }
                expectEqual(Set(plain).count, plain.count, "\(name): one spelling for one name")
                for (member, schema) in members {
                    expectFalse(schema["type"] == "null", "\(name): \(member) has a type")
                }
                // What is true or false and nothing else becomes the word "true" in some.
                let isText = part["const"] == nil || part["const"]?.stringValue != nil
                expectTrue(isText && (part["const"] == nil || part["type"] == "string"), "\(name)")
                for choice in part["oneOf"]?.arrayValue ?? [] {
                    expectFalse(choice.objectValue?.keys == ["required"], "\(name): oneOf")
                }
            }
            expectNil(Self.texts.schemas["New\(name)"], "Go makes a \(name) by New\(name)")
        }
    }

    /// Each object within a schema, and the schema itself.
    private func objects(in value: JSONValue) -> [JSONObject] {
        switch value {
        case .array(let elements): elements.flatMap(objects)
        case .object(let object): [object] + object.map(\.1).flatMap(objects)
        default: []
        }
    }

    /// The schemas of bodies have examples, and those are right.
    @Test func `every example is valid by its schema`() {
        let schema = JSONSchema(Self.document)
        for (name, declared) in Self.texts.schemas {
            for example in declared["examples"]?.arrayValue ?? [] {
                let problems = schema.problems(with: example, by: declared)
                expectTrue(problems.isEmpty, "\(name): \(problems)")
            }
        }
        let bodies = Self.texts.operations.values.flatMap { text in
            (text.request.map { [$0] } ?? []) + text.answers.flatMap { $0.schemas.map(\.schema) }
        }
        // A stream, a page and a file of pages are not shown by example.
        for name in Set(bodies).subtracting(["EventStream", "HTMLPage", "Copy"]) {
            let examples = Self.texts.schemas[name]?["examples"]?.arrayValue ?? []
            expectFalse(examples.isEmpty, "\(name) has an example")
        }
    }

    @Test func `refusals have codes that the server knows`() {
        let flows = [
            "onboarding.", "space.", "membership.", "merchant.", "erasure.", "http.",
        ]
        for (route, text) in Self.texts.operations {
            for code in text.problems.flatMap(\.codes) {
                let isKnown = ProblemCode(rawValue: code) != nil
                expectTrue(isKnown || flows.contains { code.hasPrefix($0) }, "\(route): \(code)")
            }
            for (status, codes) in text.problems {
                for code in codes.compactMap(ProblemCode.init) {
                    expectEqual(String(code.status), status, "\(route): \(code.rawValue)")
                }
            }
        }
    }

    /// A generated client that sends `%ff`, or that comes when all connections are taken, must find
    /// the answer in the description (O2).
    @Test func `what HTTP itself may refuse of a right request is described everywhere`() {
        for (name, operation) in Self.operations {
            let takesBody = operation["requestBody"] != nil
            for (status, code) in [
                ("400", "http.percent_encoding"), ("503", "http.overloaded"),
            ] + (takesBody ? [("413", "http.content_too_large")] : []) {
                let content = operation["responses"]?[status]?["content"]
                let schema = content?["application/problem+json"]?["schema"]
                let codes = schema?["allOf"]?[1]?["properties"]?["code"]?["enum"]?.arrayValue
                expectEqual(codes?.contains(.string(code)), true, "\(name) \(status)")
            }
        }
    }

    @Test func `the document is served, with the dev routes only in dev mode`() async throws {
        try await TestAPI.run { api in
            let answer = try await api.get("/openapi.json")
            expectEqual(answer["openapi"], "3.1.0")
            expectEqual(answer["info"]["version"], "1.2.3")
            expectTrue(answer["paths"]["/dev/token"] != .null)
            expectEqual(answer.json, (try await api.get("/openapi.json")).json)
        }
        let plain = APIDescription(RouteTable.routes(isDev: false), version: "1").document
        expectNil(plain["paths"]?["/dev/token"])
        expectEqual(plain["tags"]?.arrayValue?.contains { $0["name"] == "Dev" }, false)
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
        try expectEqual(problems("POST /v1/onboarding/business", 200, stage), [])
        for (line, status, body, part) in [
            ("POST /v1/onboarding/business", 200, #"{"stage":"x"}"#, "body /stage"),
            ("POST /v1/onboarding/business", 200, #"{"stage":"committed","a":1}"#, "/a: unknown"),
            ("POST /v1/onboarding/business", 201, stage, "status is not described"),
            ("POST /v1/onboarding/businesses", 200, stage, "route is not described"),
            ("GET /v1/onboarding/session", 304, "", "header ETag is missing"),
        ] {
            let found = try problems(line, status, body)
            expectTrue(found.contains { $0.contains(part) && $0.hasPrefix(line) }, "\(found)")
        }
    }
}
