import HTTPServer
import JSON

/// An answer, as a test looks at it.
struct Answer: Sendable {
    let status: Int
    let fields: HTTPFields
    let bytes: [UInt8]

    init(_ response: HTTPResponse) {
        status = response.status
        fields = response.fields
        if case .bytes(let body) = response.body { bytes = body } else { bytes = [] }
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    var json: JSONValue { (try? JSONValue(parsing: bytes)) ?? .null }

    subscript(name: String) -> JSONValue { json[name] ?? .null }

    func string(_ name: String) -> String { json[name]?.stringValue ?? "" }

    /// The names of the object's members, in their order.
    var names: [String] { json.objectValue?.keys ?? [] }

    /// Status and code of a refusal, such as `400 request.invalid_body`.
    var refusal: String { "\(status) \(string("code"))" }

    /// The pointers of the fields that were refused.
    var pointers: [String] {
        json["errors"]?.arrayValue?.compactMap { $0["pointer"]?.stringValue } ?? []
    }
}
