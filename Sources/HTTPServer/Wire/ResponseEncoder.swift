/// Writes answers as bytes: status line, fields, and the framing that only the server sets.
enum ResponseEncoder {
    /// How the connection and the body go on behind a head.
    struct Framing {
        enum Body {
            /// No body and no length (1xx, 204 and 304: RFC 9110 section 8.6).
            case absent
            /// A length; the bytes themselves follow or, for HEAD, do not.
            case sized(Int)
            /// In pieces, each with its length (RFC 9112 section 7.1).
            case chunked
            /// Ends with the connection: a stream to an HTTP/1.0 peer.
            case untilClose
        }

        var body: Body
        var keepsAlive: Bool
        /// An HTTP/1.0 peer has to be told that the connection stays open.
        var saysKeepAlive: Bool
    }

    /// Appends the head of an answer and its empty line.
    static func appendHead(
        status: Int, fields: HTTPFields, framing: Framing, date: [UInt8], to bytes: inout [UInt8]
    ) {
        bytes.append(contentsOf: StatusLine.bytes(status))
        bytes.append(contentsOf: "Date: ".utf8)
        bytes.append(contentsOf: date)
        bytes.append(contentsOf: "\r\n".utf8)
        for entry in fields.entries where !isReserved(fields.bytes[entry.name]) {
            bytes.append(contentsOf: fields.bytes[entry.name])
            bytes.append(contentsOf: ": ".utf8)
            bytes.append(contentsOf: fields.bytes[entry.value])
            bytes.append(contentsOf: "\r\n".utf8)
        }
        switch framing.body {
        case .absent, .untilClose: break
        case .sized(let count):
            bytes.append(contentsOf: "Content-Length: ".utf8)
            appendDecimal(count, to: &bytes)
            bytes.append(contentsOf: "\r\n".utf8)
        case .chunked: bytes.append(contentsOf: "Transfer-Encoding: chunked\r\n".utf8)
        }
        if !framing.keepsAlive {
            bytes.append(contentsOf: "Connection: close\r\n".utf8)
        } else if framing.saysKeepAlive {
            bytes.append(contentsOf: "Connection: keep-alive\r\n".utf8)
        }
        bytes.append(contentsOf: "\r\n".utf8)
    }

    /// Appends one chunk of a chunked body.
    ///
    /// - Precondition: there are bytes, as an empty chunk would end the body.
    static func appendChunk(_ chunk: [UInt8], to bytes: inout [UInt8]) {
        precondition(!chunk.isEmpty, "an empty chunk ends the body")
        bytes.append(contentsOf: String(chunk.count, radix: 16).utf8)
        bytes.append(contentsOf: "\r\n".utf8)
        bytes.append(contentsOf: chunk)
        bytes.append(contentsOf: "\r\n".utf8)
    }

    /// Ends a chunked body; no trailers follow.
    static let lastChunk = Array("0\r\n\r\n".utf8)
    /// An interim answer (RFC 9110 section 15.2.1), which has neither fields nor body here.
    static let continueLine = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    /// Statuses whose answers have no body, whatever an endpoint gives.
    static func forbidsBody(_ status: Int) -> Bool {
        status < 200 || status == 204 || status == 304
    }

    /// The fields that framing owns, wherever an endpoint took them from.
    private static func isReserved(_ name: ArraySlice<UInt8>) -> Bool {
        switch name.count {
        case 4: FieldName.areEqual(name, "date".utf8)
        case 7: FieldName.areEqual(name, "trailer".utf8)
        case 10:
            FieldName.areEqual(name, "connection".utf8)
                || FieldName.areEqual(name, "keep-alive".utf8)
        case 14: FieldName.areEqual(name, "content-length".utf8)
        case 17: FieldName.areEqual(name, "transfer-encoding".utf8)
        default: false
        }
    }

    private static func appendDecimal(_ number: Int, to bytes: inout [UInt8]) {
        if number >= 10 { appendDecimal(number / 10, to: &bytes) }
        bytes.append(0x30 + UInt8(number % 10))
    }
}

/// Status lines, made once.
enum StatusLine {
    /// - Precondition: 200 to 599; interim answers have lines of their own.
    static func bytes(_ status: Int) -> [UInt8] {
        precondition((200...599).contains(status), "an answer's status is 200 to 599")
        return all[status - 200]
    }

    private static let all: [[UInt8]] = (200...599).map {
        Array("HTTP/1.1 \($0) \(reason($0))\r\n".utf8)
    }

    /// Empty for a status without a name, as RFC 9112 section 4 allows.
    private static func reason(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 206: "Partial Content"
        case 301: "Moved Permanently"
        case 302: "Found"
        case 303: "See Other"
        case 304: "Not Modified"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 402: "Payment Required"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 406: "Not Acceptable"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 410: "Gone"
        case 411: "Length Required"
        case 412: "Precondition Failed"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 416: "Range Not Satisfiable"
        case 417: "Expectation Failed"
        case 421: "Misdirected Request"
        case 422: "Unprocessable Content"
        case 423: "Locked"
        case 425: "Too Early"
        case 426: "Upgrade Required"
        case 428: "Precondition Required"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 451: "Unavailable For Legal Reasons"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        case 507: "Insufficient Storage"
        default: ""
        }
    }
}
