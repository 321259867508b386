/// How long a request's body is, and what else its fields say to the connection.
struct BodyFraming: Equatable {
    enum Length: Equatable {
        /// Exactly so many bytes; zero without Content-Length (RFC 9112 section 6.3 rule 7).
        case sized(Int)
        /// As long as the chunks say; their bound is `bodyBytesMax` all together.
        case chunked
    }

    var length = Length.sized(0)
    /// Whether the connection may be used after this request (RFC 9112 section 9.3).
    var keepsAlive: Bool
    /// True when the peer waits for a `100 Continue` before it sends the body.
    var expectsContinue = false

    /// Judges the fields of a request; every ambiguity is a refusal, never a choice, because the
    /// next recipient could choose otherwise (RFC 9112 section 11.2).
    init(_ fields: HTTPFields, _ version: HTTPVersion, limits: HTTPLimits) throws(HTTPRefusal) {
        keepsAlive = version == .http11
        var seen = FramingFields()
        for entry in fields.entries { try seen.take(entry, of: fields.bytes) }
        if version == .http11 && seen.host == nil { throw .malformed(.missingHost) }
        // RFC 9112 section 3.2: any value that is not a host is a 400; an empty one is a host.
        if let host = seen.host, !host.isEmpty, !RequestTarget.isAuthority(fields.bytes[host]) {
            throw .malformed(.invalidHost)
        }
        try readLength(seen, fields.bytes, version, limits)
        readConnection(seen.connections, fields.bytes)
        try readExpectation(seen.expectations, fields.bytes, version)
    }

    private mutating func readLength(
        _ seen: FramingFields, _ bytes: [UInt8], _ version: HTTPVersion, _ limits: HTTPLimits
    ) throws(HTTPRefusal) {
        if !seen.transferCodings.isEmpty {
            // RFC 9112 section 6.1: faulty in 1.0, and beside a length a smuggling attempt.
            if version == .http10 { throw .malformed(.transferCodingInOldVersion) }
            if seen.contentLength != nil { throw .malformed(.lengthBesideTransferCoding) }
            try TransferCodings.requireChunked(seen.transferCodings, bytes)
            length = .chunked
        } else if let range = seen.contentLength {
            length = .sized(try Self.contentLength(bytes[range], max: limits.bodyBytesMax))
        }
    }

    /// Content-Length = 1*DIGIT (RFC 9110 section 8.6): no sign, no list, no space.
    private static func contentLength(
        _ digits: ArraySlice<UInt8>, max: Int
    ) throws(HTTPRefusal) -> Int {
        guard !digits.isEmpty, digits.allSatisfy(ByteClass.isDigit) else {
            throw .malformed(.contentLength)
        }
        var length = 0
        for digit in digits {
            length = length * 10 + Int(digit & 0x0F)
            guard length <= max else { throw .contentTooLarge }
        }
        return length
    }

    /// `close` wins over `keep-alive`; 1.1 keeps alive without either, 1.0 does not.
    private mutating func readConnection(_ values: [Range<Int>], _ bytes: [UInt8]) {
        var closes = false
        for value in values {
            for option in ListElements(bytes, in: value) {
                if FieldName.areEqual(bytes[option], "close".utf8) { closes = true }
                if FieldName.areEqual(bytes[option], "keep-alive".utf8) { keepsAlive = true }
            }
        }
        if closes { keepsAlive = false }
    }

    /// RFC 9110 section 10.1.1; an expectation in 1.0 is to be ignored.
    private mutating func readExpectation(
        _ values: [Range<Int>], _ bytes: [UInt8], _ version: HTTPVersion
    ) throws(HTTPRefusal) {
        guard version == .http11 else { return }
        for value in values {
            for expectation in ListElements(bytes, in: value) {
                guard FieldName.areEqual(bytes[expectation], "100-continue".utf8) else {
                    throw .expectationFailed
                }
                expectsContinue = true
            }
        }
    }
}

/// The fields that concern framing, by where their values stand.
private struct FramingFields {
    var host: Range<Int>?
    var contentLength: Range<Int>?
    var transferCodings: [Range<Int>] = []
    var connections: [Range<Int>] = []
    var expectations: [Range<Int>] = []
    private var hasContentType = false
    private var hasAuthorization = false

    /// Notes a field if it matters; the length of its name decides most cases at once.
    mutating func take(_ entry: HTTPFields.Entry, of bytes: [UInt8]) throws(HTTPRefusal) {
        func isNamed(_ name: String) -> Bool {
            FieldName.areEqual(bytes[entry.name], name.utf8)
        }
        switch entry.nameCount {
        case 4 where isNamed("host"):
            if host != nil { throw .malformed(.repeatedField) }
            host = entry.value
        case 6 where isNamed("expect"): expectations.append(entry.value)
        case 10 where isNamed("connection"): connections.append(entry.value)
        case 12 where isNamed("content-type"):
            if hasContentType { throw .malformed(.repeatedField) }
            hasContentType = true
        case 13 where isNamed("authorization"):
            if hasAuthorization { throw .malformed(.repeatedField) }
            hasAuthorization = true
        case 14 where isNamed("content-length"):
            // RFC 9112 section 6.3 rule 5 lets equal ones pass; none that is honest sends two.
            if contentLength != nil { throw .malformed(.repeatedContentLength) }
            contentLength = entry.value
        case 17 where isNamed("transfer-encoding"): transferCodings.append(entry.value)
        default: break
        }
    }
}

private enum TransferCodings {
    /// Accepts `chunked` alone.
    ///
    /// A list that does not end in its only `chunked` has no reliable length: 400 (RFC 9112
    /// section 6.3 rule 4). Codings before it are 501 (section 6.1): this server undoes none, and
    /// `identity` has been no coding since RFC 7230.
    static func requireChunked(_ values: [Range<Int>], _ bytes: [UInt8]) throws(HTTPRefusal) {
        var count = 0
        var chunkedPositions: [Int] = []
        for value in values {
            for coding in ListElements(bytes, in: value) {
                count += 1
                if FieldName.areEqual(bytes[coding], "chunked".utf8) {
                    chunkedPositions.append(count)
                }
            }
        }
        guard chunkedPositions == [count] else { throw .malformed(.transferCoding) }
        if count > 1 { throw .unsupportedTransferCoding }
    }
}

/// The elements of a comma-separated value, trimmed, empty ones left out (RFC 9110 section 5.6.1).
struct ListElements: Sequence, IteratorProtocol {
    private let bytes: [UInt8]
    private var rest: Range<Int>

    init(_ bytes: [UInt8], in value: Range<Int>) {
        self.bytes = bytes
        rest = value
    }

    /// The element's place in the bytes; nil at the end of the list.
    mutating func next() -> Range<Int>? {
        while !rest.isEmpty {
            let comma = bytes[rest].firstIndex(of: UInt8(ascii: ",")) ?? rest.upperBound
            var element = rest.lowerBound..<comma
            rest = Swift.min(comma + 1, rest.upperBound)..<rest.upperBound
            while let first = element.first, ByteClass.isBlank(bytes[first]) {
                element = first + 1..<element.upperBound
            }
            while let last = element.last, ByteClass.isBlank(bytes[last]) {
                element = element.lowerBound..<last
            }
            if !element.isEmpty { return element }
        }
        return nil
    }
}
