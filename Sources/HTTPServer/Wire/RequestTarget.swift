/// A request target taken apart (RFC 9112 section 3.2).
struct RequestTarget {
    /// Still percent-encoded; `*` for the asterisk form, empty for CONNECT.
    let path: String
    /// Decoded, in order; empty without a `?`.
    let query: [HTTPQueryItem]
    /// The authority of an absolute or authority form, which replaces the Host field.
    let authority: String?

    /// Reads one of the four forms: origin (`/p?q`), absolute (`http://h/p?q`), authority
    /// (`h:1`, CONNECT only) and asterisk (`*`, OPTIONS only).
    init(_ bytes: [UInt8], in range: Range<Int>, method: HTTPMethod) throws(HTTPRefusal) {
        guard !range.isEmpty else { throw .malformed(.requestLine) }
        for index in range where !ByteClass.isTarget(bytes[index]) { throw .malformed(.target) }
        if method == .connect {
            try self.init(authorityForm: bytes, in: range)
        } else if bytes[range.lowerBound] == UInt8(ascii: "/") {
            try self.init(pathAndQuery: bytes, in: range, authority: nil)
        } else if range.count == 1 && bytes[range.lowerBound] == UInt8(ascii: "*") {
            guard method == .options else { throw .malformed(.target) }
            self.init(path: "*", query: [], authority: nil)
        } else {
            try self.init(absoluteForm: bytes, in: range, method: method)
        }
    }

    private init(path: String, query: [HTTPQueryItem], authority: String?) {
        self.path = path
        self.query = query
        self.authority = authority
    }

    private init(
        pathAndQuery bytes: [UInt8], in range: Range<Int>, authority: String?
    ) throws(HTTPRefusal) {
        let mark = bytes[range].firstIndex(of: UInt8(ascii: "?")) ?? range.upperBound
        let path = String(decoding: bytes[range.lowerBound..<mark], as: UTF8.self)
        var query: [HTTPQueryItem] = []
        if mark < range.upperBound {
            query = try PercentEncoding.queryItems(bytes.span, mark + 1..<range.upperBound)
        }
        self.init(path: path, query: query, authority: authority)
    }

    /// A host and a port, both needed (RFC 9112 section 3.2.3).
    private init(authorityForm bytes: [UInt8], in range: Range<Int>) throws(HTTPRefusal) {
        guard Self.isAuthority(bytes[range]),
            let colon = bytes[range].lastIndex(of: UInt8(ascii: ":")),
            colon > range.lowerBound, colon + 1 < range.upperBound,
            bytes[(colon + 1)..<range.upperBound].allSatisfy(ByteClass.isDigit)
        else { throw .malformed(.target) }
        let authority = String(decoding: bytes[range], as: UTF8.self)
        self.init(path: "", query: [], authority: authority)
    }

    /// Takes `http` and `https`: behind a proxy that ends TLS both mean this server.
    ///
    /// User information is refused: RFC 9110 section 4.2.4 has recipients treat it as an error,
    /// because it serves to disguise the host.
    private init(
        absoluteForm bytes: [UInt8], in range: Range<Int>, method: HTTPMethod
    ) throws(HTTPRefusal) {
        guard let start = Self.authorityStart(bytes, in: range) else { throw .malformed(.target) }
        let rest = start..<range.upperBound
        let end =
            bytes[rest].firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }
            ?? range.upperBound
        guard Self.isAuthority(bytes[start..<end]) else { throw .malformed(.target) }
        let authority = String(decoding: bytes[start..<end], as: UTF8.self)
        if end == range.upperBound {
            self.init(path: method == .options ? "*" : "/", query: [], authority: authority)
        } else if bytes[end] == UInt8(ascii: "?") {
            let query = try PercentEncoding.queryItems(bytes.span, end + 1..<range.upperBound)
            self.init(path: "/", query: query, authority: authority)
        } else {
            try self.init(pathAndQuery: bytes, in: end..<range.upperBound, authority: authority)
        }
    }

    /// Behind the scheme, whose case does not matter; nil for another scheme.
    private static func authorityStart(_ bytes: [UInt8], in range: Range<Int>) -> Int? {
        for scheme in ["http://", "https://"] {
            let count = scheme.utf8.count
            if range.count > count,
                FieldName.areEqual(bytes[range.lowerBound..<range.lowerBound + count], scheme.utf8)
            {
                return range.lowerBound + count
            }
        }
        return nil
    }

    /// True for host [":" port] by its characters, brackets only around an address.
    static func isAuthority(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard !bytes.isEmpty, bytes.allSatisfy(ByteClass.isAuthority) else { return false }
        let opens = bytes.lastIndex(of: UInt8(ascii: "["))
        let closes = bytes.firstIndex(of: UInt8(ascii: "]"))
        let host: ArraySlice<UInt8>
        switch (opens, closes) {
        case (nil, nil): host = bytes
        case (bytes.startIndex, let closes?): host = bytes[(closes + 1)...]
        default: return false
        }
        guard let colon = host.firstIndex(of: UInt8(ascii: ":")) else {
            return opens == nil || host.isEmpty
        }
        return (opens == nil || colon == host.startIndex)
            && host[(colon + 1)...].allSatisfy(ByteClass.isDigit)
    }
}
