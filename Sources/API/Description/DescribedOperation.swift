import HTTPServer
import JSON

/// One route as an Operation Object (OpenAPI 3.1 section 4.8.10).
struct DescribedOperation {
    private let route: Route
    private let text: OperationText

    init(_ route: Route, _ text: OperationText) { (self.route, self.text) = (route, text) }

    /// The operation with parameters, body, answers and refusals.
    var object: JSONValue {
        var operation: JSONObject = [
            "operationId": .string(text.id), "summary": .string(route.summary),
            "description": .string("\(text.description) \(route.access.sentence)"),
            "tags": [.string(text.tag)], "security": security,
        ]
        if !parameters.isEmpty { operation["parameters"] = .array(parameters) }
        if let request = text.request {
            operation["requestBody"] = [
                "required": .bool(!text.requestIsOptional),
                "description": "At most 256 KiB.",
                "content": .object(content(request)),
            ]
        }
        operation["responses"] = .object(responses)
        return .object(operation)
    }

    /// The body under each media type that it may have.
    private func content(_ request: String) -> JSONObject {
        let types = route.body.mediaTypes
        var content = JSONObject()
        for type in types.isEmpty ? [HTTPResponse.json] : types {
            content[type] = ["schema": Self.schema(request)]
        }
        return content
    }

    /// The text's own scheme where the access alone does not name one, as for a signature, and the
    /// keys that may ask about others than the caller.
    private var security: JSONValue {
        if let own = text.security { return .array([.object([own: []])]) }
        guard let scope = text.scope else { return route.access.security }
        return .array((route.access.security.arrayValue ?? []) + RouteAccess.keys(scope))
    }

    private static func schema(_ name: String) -> JSONValue {
        ["$ref": .string("#/components/schemas/\(name)")]
    }

    // MARK: Parameters

    private var parameters: [JSONValue] {
        let path = pathParameters.map { name -> JSONValue in
            [
                "name": .string(name), "in": "path", "required": true,
                "description": text.path[name] ?? "", "schema": ["type": "string"],
            ]
        }
        let query = text.query.map { name, value -> JSONValue in
            [
                "name": .string(name), "in": "query", "required": value["required"] ?? false,
                "description": value["description"] ?? "", "schema": value["schema"] ?? [:],
            ]
        }
        let headers = text.takes.map { name -> JSONValue in
            ["$ref": .string("#/components/parameters/\(name)")]
        }
        return path + query + headers
    }

    private var pathParameters: [String] {
        route.describedPath.split(separator: "/").filter { $0.hasPrefix("{") }.map {
            String($0.dropFirst().dropLast())
        }
    }

    // MARK: Answers

    /// What ends well, what is refused by status, and `default` for everything else.
    private var responses: JSONObject {
        var responses = JSONObject()
        for answer in text.answers { responses[answer.status] = response(answer) }
        if text.takes.contains("ifNoneMatch") {
            responses["304"] = [
                "description": "The client has it already.",
                "headers": Self.headers(["ETag"] + negotiated),
            ]
        }
        for (status, codes) in refusals.sorted(by: { $0.key < $1.key }) {
            responses[status] = refusal(status, codes)
        }
        responses["default"] = [
            "description": "Any other refusal, such as of what is no HTTP, or a fault of ours.",
            "content": ["application/problem+json": ["schema": Self.schema("Problem")]],
        ]
        return responses
    }

    /// Each answer of a route that takes idempotency keys may be a repeated one.
    private var repeated: [String] {
        text.takes.contains("idempotencyKey") ? ["Idempotent-Replayed"] : []
    }

    /// What an answer depends on that has several forms.
    private var negotiated: [String] { route.isNegotiated ? ["Vary"] : [] }

    private func response(_ answer: OperationText.Answer) -> JSONValue {
        var response: JSONObject = [
            "description": .string(answer.description),
            "headers": Self.headers(answer.headers + negotiated + repeated),
        ]
        guard !answer.schemas.isEmpty else { return .object(response) }
        var content = JSONObject()
        for (media, schema) in answer.schemas { content[media] = ["schema": Self.schema(schema)] }
        response["content"] = .object(content)
        return .object(response)
    }

    /// References to header objects; every answer has the request's id. What follows a dot tells
    /// two descriptions of one header apart, as in `ETag.optional`.
    private static func headers(_ names: [String]) -> JSONValue {
        var headers = JSONObject()
        for name in ["X-Request-Id"] + names {
            headers[String(name.prefix { $0 != "." })] = [
                "$ref": .string("#/components/headers/\(name)")
            ]
        }
        return .object(headers)
    }

    // MARK: Refusals

    /// Every code that the route can refuse with, by status: what its access, its body and its
    /// parameters bring, and what its text says.
    private var refusals: [String: [String]] {
        var refusals: [String: [String]] = [:]
        let brought = route.access.refusals + bodyRefusals + parameterRefusals
        let keyless = ProblemCode.providerUnavailable.rawValue
        let unknown = brought.contains { $0.status == "401" } ? [("503", [keyless])] : []
        let anywhere = [("400", Self.malformed), ("503", Self.unable)] + unknown
        for (status, codes) in brought + text.problems + anywhere {
            for code in codes where refusals[status]?.contains(code) != true {
                refusals[status, default: []].append(code)
            }
        }
        return refusals
    }

    /// What a target may have that is HTTP for the rest: `%ff` in a path or a query.
    private static let malformed = [
        HTTPRefusal.malformed(.percentEncoding).code, HTTPRefusal.malformed(.target).code,
    ]

    /// What any route may meet that reads or writes the ledger, as nearly all do, and any at all
    /// when there are too many connections.
    private static let unable: [String] =
        [ProblemCode.overloaded, .diskFull, .outcomeUnknown, .storageFailed, .closing]
        .map(\.rawValue) + [HTTPRefusal.overloaded.code]

    /// What a body of the wrong form or type brings, or of more than 256 KiB.
    private var bodyRefusals: [(status: String, codes: [String])] {
        guard text.request != nil else { return [] }
        let tooLarge = ("413", [HTTPRefusal.contentTooLarge.code])
        guard !route.body.mediaTypes.isEmpty else { return [tooLarge] }
        return [
            ("400", [ProblemCode.invalidBody.rawValue]), tooLarge,
            ("415", [ProblemCode.unsupportedMediaType.rawValue]),
        ]
    }

    /// What the query, an idempotency key and a demanded version bring.
    private var parameterRefusals: [(status: String, codes: [String])] {
        var refusals: [(status: String, codes: [String])] = []
        if route.access == .sessionToken, !text.query.isEmpty {
            refusals.append(("400", [ProblemCode.sessionTokenRequired.rawValue]))
        } else if !text.query.isEmpty {
            refusals.append(("400", [ProblemCode.invalidQuery.rawValue]))
        }
        if text.takes.contains("idempotencyKey") {
            refusals.append(("400", [ProblemCode.invalidIdempotencyKey.rawValue]))
            refusals.append(("422", [ProblemCode.idempotencyConflict.rawValue]))
        }
        if text.takes.contains("variant") {
            refusals.append(("400", [ProblemCode.invalidQuery.rawValue]))
        }
        if text.takes.contains("ifMatch") {
            refusals.append(("412", [ProblemCode.preconditionFailed.rawValue]))
        }
        return refusals
    }

    /// A problem whose `code` is one of those of the status. What waiting cures is never repeated.
    private func refusal(_ status: String, _ codes: [String]) -> JSONValue {
        let isOfCode: JSONValue = [
            "properties": ["code": ["enum": .array(codes.map { .string($0) })]]
        ]
        var names: [String] = []
        if status == "401" { names.append("WWW-Authenticate") }
        if codes.contains(ProblemCode.insufficientScope.rawValue) {
            names.append("WWW-Authenticate.optional")
        }
        if status == "429" || status == "503" { names.append("Retry-After") }
        if status.hasPrefix("4"), status != "429" { names += repeated }
        return [
            "description": .string(codes.map { "`\($0)`" }.joined(separator: ", ") + "."),
            "headers": Self.headers(names),
            "content": [
                "application/problem+json": [
                    "schema": ["allOf": [Self.schema("Problem"), isOfCode]]
                ]
            ],
        ]
    }
}
