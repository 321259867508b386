/// Every answer that the server makes on its own instead of running an endpoint.
package enum HTTPRefusal: Error, Hashable, Sendable {
    /// The bytes are not a request, or not one that all recipients would read alike.
    case malformed(HTTPMalformation)
    /// The path is known, but not with this method.
    case methodNotAllowed(allow: [HTTPMethod])
    /// No route has this path.
    case notFound
    /// The request did not arrive within its time.
    case requestTimeout
    /// The body is over its limit.
    case contentTooLarge
    /// The request line is over its limit.
    case uriTooLong
    /// `Expect` asks for something other than `100-continue`.
    case expectationFailed
    /// A field, their sum or their number is over its limit.
    case headerFieldsTooLarge
    /// No route knows this method, or it is CONNECT.
    case notImplemented
    /// A transfer coding other than `chunked`.
    case unsupportedTransferCoding
    /// A major version other than 1.
    case versionNotSupported
    /// The server holds as many connections as it may.
    case overloaded
}

/// Why a request is malformed; each is 400.
package enum HTTPMalformation: String, Sendable, CaseIterable {
    case requestLine = "request_line"
    case method
    case target
    case version
    case percentEncoding = "percent_encoding"
    case bareCarriageReturn = "bare_carriage_return"
    case bareLineFeed = "bare_line_feed"
    case fieldName = "field_name"
    case fieldValue = "field_value"
    case foreignFieldValue = "foreign_field_value"
    case foldedField = "folded_field"
    case spaceBeforeColon = "space_before_colon"
    case missingHost = "missing_host"
    case invalidHost = "invalid_host"
    case repeatedField = "repeated_field"
    case contentLength = "content_length"
    case repeatedContentLength = "repeated_content_length"
    case lengthBesideTransferCoding = "length_beside_transfer_coding"
    case transferCoding = "transfer_coding"
    case transferCodingInOldVersion = "transfer_coding_in_old_version"
    case chunkSize = "chunk_size"
    case chunkExtension = "chunk_extension"
    case chunkEnd = "chunk_end"
    case forbiddenTrailer = "forbidden_trailer"
}

extension HTTPRefusal {
    /// The answer's status, whatever the rendered answer has.
    package var status: Int {
        switch self {
        case .malformed: 400
        case .notFound: 404
        case .methodNotAllowed: 405
        case .requestTimeout: 408
        case .contentTooLarge: 413
        case .uriTooLong: 414
        case .expectationFailed: 417
        case .headerFieldsTooLarge: 431
        case .notImplemented, .unsupportedTransferCoding: 501
        case .overloaded: 503
        case .versionNotSupported: 505
        }
    }

    /// A stable dotted word for the problem document.
    package var code: String {
        switch self {
        case .malformed(let reason): "http." + reason.rawValue
        case .notFound: "http.not_found"
        case .methodNotAllowed: "http.method_not_allowed"
        case .requestTimeout: "http.request_timeout"
        case .contentTooLarge: "http.content_too_large"
        case .uriTooLong: "http.uri_too_long"
        case .expectationFailed: "http.expectation_failed"
        case .headerFieldsTooLarge: "http.header_fields_too_large"
        case .notImplemented: "http.not_implemented"
        case .unsupportedTransferCoding: "http.unsupported_transfer_coding"
        case .overloaded: "http.overloaded"
        case .versionNotSupported: "http.version_not_supported"
        }
    }

    /// What was wrong, in one English sentence without anything the peer sent.
    package var explanation: String {
        switch self {
        case .malformed(let reason): reason.explanation
        case .notFound: "Nothing is at this path."
        case .methodNotAllowed(let allow):
            "This path answers \(allow.map(\.name).joined(separator: ", "))."
        case .requestTimeout: "The request did not arrive in time."
        case .contentTooLarge: "The body is larger than this server takes."
        case .uriTooLong: "The request line is longer than this server takes."
        case .expectationFailed: "The only expectation this server meets is 100-continue."
        case .headerFieldsTooLarge: "The header fields are too long or too many."
        case .notImplemented: "This server does not implement the method."
        case .unsupportedTransferCoding: "The only transfer coding this server reads is chunked."
        case .overloaded: "The server holds as many connections as it may; try again shortly."
        case .versionNotSupported: "This server speaks HTTP/1.1."
        }
    }

    /// The fields that the status demands, whatever the rendered answer has
    /// (RFC 9110 sections 15.5.6 and 15.6.4).
    var obligatoryField: (name: String, value: String)? {
        switch self {
        case .methodNotAllowed(let allow):
            ("Allow", allow.map(\.name).joined(separator: ", "))
        case .overloaded: ("Retry-After", "1")
        default: nil
        }
    }
}

extension HTTPMalformation {
    package var explanation: String {
        switch self {
        case .requestLine: "The request line is not method, target and version, one space apart."
        case .method: "The method is not a token."
        case .target: "The request target has a form or a character that is not allowed."
        case .version: "The version is not HTTP/ and two digits with a point."
        case .percentEncoding: "A percent-encoding is not two hexadecimal digits of UTF-8."
        case .bareCarriageReturn: "A carriage return stands without its line feed."
        case .bareLineFeed: "A line feed stands without its carriage return."
        case .fieldName: "A field name is not a token."
        case .fieldValue: "A field value has a control character."
        case .foreignFieldValue: "A field value has too much in a row that is not ASCII."
        case .foldedField: "A field line begins with a space; folding is obsolete."
        case .spaceBeforeColon: "A space stands between a field name and its colon."
        case .missingHost: "An HTTP/1.1 request has a Host field."
        case .invalidHost: "The Host field is not a host with an optional port."
        case .repeatedField: "A field that may stand once stands twice."
        case .contentLength: "Content-Length is not a whole number."
        case .repeatedContentLength: "Content-Length stands twice."
        case .lengthBesideTransferCoding: "Content-Length stands beside Transfer-Encoding."
        case .transferCoding: "Transfer-Encoding does not end in one chunked."
        case .transferCodingInOldVersion: "HTTP/1.0 has no Transfer-Encoding."
        case .chunkSize: "A chunk size is not a hexadecimal number."
        case .chunkExtension: "A chunk extension is malformed or too long."
        case .chunkEnd: "A chunk does not end where its size says."
        case .forbiddenTrailer: "A trailer field may not concern framing, routing or content."
        }
    }
}
