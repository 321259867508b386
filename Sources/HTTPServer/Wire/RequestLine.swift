/// The first line of a request: method SP request-target SP HTTP-version (RFC 9112 section 3).
struct RequestLine {
    let method: HTTPMethod
    /// As it was sent; shares the path's storage where there is nothing but a path.
    let target: String
    let parsedTarget: RequestTarget
    let version: HTTPVersion

    /// Reads a line without its CRLF.
    init(_ bytes: [UInt8], in line: Range<Int>) throws(HTTPRefusal) {
        var index = line.lowerBound
        while index < line.upperBound && ByteClass.isToken(bytes[index]) { index += 1 }
        let methodEnd = index
        guard methodEnd > line.lowerBound, methodEnd < line.upperBound,
            bytes[methodEnd] == UInt8(ascii: " ")
        else { throw Self.refusal(bytes, line, at: methodEnd) }
        let targetStart = methodEnd + 1
        index = targetStart
        while index < line.upperBound && bytes[index] != UInt8(ascii: " ") { index += 1 }
        guard index < line.upperBound else { throw Self.refusal(bytes, line, at: index) }
        // The version first: of a later protocol the target may look different.
        version = try Self.version(bytes, in: index + 1..<line.upperBound)
        method = Self.method(bytes, in: line.lowerBound..<methodEnd)
        parsedTarget = try RequestTarget(bytes, in: targetStart..<index, method: method)
        target =
            parsedTarget.path.utf8.count == index - targetStart
            ? parsedTarget.path
            : String(decoding: bytes[targetStart..<index], as: UTF8.self)
    }

    /// Says which rule a line broke that has no two spaces where they belong.
    private static func refusal(_ bytes: [UInt8], _ line: Range<Int>, at index: Int) -> HTTPRefusal
    {
        let isBareReturn = bytes[line].contains(UInt8(ascii: "\r"))
        if isBareReturn { return .malformed(.bareCarriageReturn) }
        let isMethodByte = index < line.upperBound && bytes[index] != UInt8(ascii: " ")
        return .malformed(isMethodByte ? .method : .requestLine)
    }

    /// A registered name is found without making a text.
    private static func method(_ bytes: [UInt8], in range: Range<Int>) -> HTTPMethod {
        let name = bytes[range]
        for method in HTTPMethod.registered
        where method.name.utf8.count == name.count && name.elementsEqual(method.name.utf8) {
            return method
        }
        return .other(String(decoding: name, as: UTF8.self))
    }

    /// HTTP-version = "HTTP/" DIGIT "." DIGIT, in capitals (RFC 9112 section 2.3).
    private static func version(
        _ bytes: [UInt8], in range: Range<Int>
    ) throws(HTTPRefusal) -> HTTPVersion {
        let start = range.lowerBound
        guard range.count == 8, bytes[start..<start + 5].elementsEqual("HTTP/".utf8),
            ByteClass.isDigit(bytes[start + 5]), bytes[start + 6] == UInt8(ascii: "."),
            ByteClass.isDigit(bytes[start + 7])
        else {
            let isSpaced = bytes[range].contains(UInt8(ascii: " "))
            throw .malformed(isSpaced ? .requestLine : .version)
        }
        guard bytes[start + 5] == UInt8(ascii: "1") else { throw .versionNotSupported }
        return bytes[start + 7] == UInt8(ascii: "0") ? .http10 : .http11
    }
}
