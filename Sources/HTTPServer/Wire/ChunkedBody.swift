/// The decoder of a chunked body (RFC 9112 section 7.1); a state machine over bytes.
struct ChunkedBody {
    private enum Expected {
        /// At the start of a chunk-size line.
        case size
        /// Inside a chunk with so many bytes to come.
        case data(left: Int)
        /// At the CRLF behind a chunk's bytes.
        case dataEnd
        /// At the start of a trailer field line, or of the empty line that ends the message.
        case trailers
        case finished
    }

    private let limits: HTTPLimits
    private var stage = Expected.size
    private var trailerBytes = 0
    private var trailerCount = 0
    /// What has been decoded so far; whole once `isFinished`.
    private(set) var body: [UInt8] = []

    init(limits: HTTPLimits) { self.limits = limits }

    var isFinished: Bool {
        if case .finished = stage { true } else { false }
    }

    /// Takes what it can from `start` on and returns where it stopped: at the end of the message,
    /// or where a line or chunk is still incomplete.
    mutating func consume(_ bytes: [UInt8], from start: Int) throws(HTTPRefusal) -> Int {
        var index = start
        while true {
            switch stage {
            case .size:
                guard let line = try sizeLine(bytes, from: index) else { return index }
                let size = try ChunkLine.size(bytes, in: line, max: limits.bodyBytesMax)
                guard size <= limits.bodyBytesMax - body.count else { throw .contentTooLarge }
                stage = size == 0 ? .trailers : .data(left: size)
                index = line.upperBound + 2
            case .data(let left):
                let count = min(left, bytes.count - index)
                body.append(contentsOf: bytes[index..<index + count])
                index += count
                guard count == left else {
                    stage = .data(left: left - count)
                    return index
                }
                stage = .dataEnd
            case .dataEnd:
                guard try Self.hasLineEnd(bytes, at: index) else { return index }
                index += 2
                stage = .size
            case .trailers:
                guard let line = try trailerLine(bytes, from: index) else { return index }
                index = line.upperBound + 2
                stage = line.isEmpty ? .finished : .trailers
            case .finished:
                return index
            }
        }
    }

    /// The line without its CRLF; nil when its end is still to come.
    private func sizeLine(
        _ bytes: [UInt8], from index: Int
    ) throws(HTTPRefusal) -> Range<Int>? {
        try Line.next(
            bytes, from: index, max: limits.chunkLineBytesMax,
            tooLong: .malformed(.chunkExtension))
    }

    /// True when CRLF stands at the index, false when it may still come.
    private static func hasLineEnd(_ bytes: [UInt8], at index: Int) throws(HTTPRefusal) -> Bool {
        if index < bytes.count && bytes[index] != 0x0D { throw .malformed(.chunkEnd) }
        if index + 1 < bytes.count && bytes[index + 1] != 0x0A { throw .malformed(.chunkEnd) }
        return index + 1 < bytes.count
    }

    /// Reads and drops one trailer line (RFC 9110 section 6.5.1 allows dropping).
    private mutating func trailerLine(
        _ bytes: [UInt8], from index: Int
    ) throws(HTTPRefusal) -> Range<Int>? {
        let max = min(limits.headerBytesMax - trailerBytes, limits.fieldLineBytesMax)
        guard
            let line = try Line.next(
                bytes, from: index, max: max, tooLong: .headerFieldsTooLarge)
        else { return nil }
        guard !line.isEmpty else { return line }
        trailerBytes += line.count
        trailerCount += 1
        guard trailerCount <= limits.headerCountMax else { throw .headerFieldsTooLarge }
        let entry = try FieldLine.parse(bytes, in: line, origin: 0)
        guard !Self.isForbidden(bytes[entry.name]) else { throw .malformed(.forbiddenTrailer) }
        return line
    }

    /// What concerns framing, routing, conditions, authentication or the content's format must
    /// not come after the content (RFC 9110 section 6.5.1).
    private static func isForbidden(_ name: ArraySlice<UInt8>) -> Bool {
        forbiddenTrailers.contains { FieldName.areEqual(name, $0.utf8) }
    }

    private static let forbiddenTrailers = [
        "content-length", "transfer-encoding", "trailer", "te", "connection", "host", "expect",
        "authorization", "cookie", "content-type", "content-encoding", "content-range", "range",
        "cache-control", "max-forwards", "if-match", "if-none-match", "if-modified-since",
        "if-unmodified-since", "if-range", "idempotency-key",
    ]
}

/// A chunk-size line: chunk-size [ chunk-ext ] (RFC 9112 section 7.1).
enum ChunkLine {
    /// The size the line names; its extensions are checked and ignored (section 7.1.1).
    ///
    /// Sizes past `max` are not computed to their end, so none overflows.
    static func size(_ bytes: [UInt8], in line: Range<Int>, max: Int) throws(HTTPRefusal) -> Int {
        var index = line.lowerBound
        var size = 0
        while index < line.upperBound, let digit = ByteClass.hexValue(bytes[index]) {
            size = min(size, max + 1) << 4 | Int(digit)
            index += 1
        }
        guard index > line.lowerBound else { throw .malformed(.chunkSize) }
        let rest = index..<line.upperBound
        if let next = rest.first {
            let isExtension =
                bytes[next] == UInt8(ascii: ";") || ByteClass.isBlank(bytes[next])
            guard isExtension else { throw .malformed(.chunkSize) }
            var extensions = ChunkExtensions(bytes, in: rest)
            guard extensions.areWellFormed() else { throw .malformed(.chunkExtension) }
        }
        return size
    }
}

/// chunk-ext = *( BWS ";" BWS token [ BWS "=" BWS ( token / quoted-string ) ] )
private struct ChunkExtensions {
    private let bytes: [UInt8]
    private var rest: Range<Int>

    init(_ bytes: [UInt8], in rest: Range<Int>) {
        self.bytes = bytes
        self.rest = rest
    }

    /// Reads to the end; true also for no extension at all.
    mutating func areWellFormed() -> Bool {
        while !rest.isEmpty {
            skipBlanks()
            guard take(UInt8(ascii: ";")) else { return false }
            skipBlanks()
            guard takeToken() else { return false }
            let afterName = rest
            skipBlanks()
            if take(UInt8(ascii: "=")) {
                skipBlanks()
                guard takeToken() || takeQuotedString() else { return false }
            } else {
                rest = afterName
            }
        }
        return true
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard let first = rest.first, bytes[first] == byte else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func skipBlanks() {
        while let first = rest.first, ByteClass.isBlank(bytes[first]) { rest.removeFirst() }
    }

    private mutating func takeToken() -> Bool {
        let start = rest.lowerBound
        while let first = rest.first, ByteClass.isToken(bytes[first]) { rest.removeFirst() }
        return rest.lowerBound > start
    }

    /// quoted-string of RFC 9110 section 5.6.4: a backslash takes the next byte as it is.
    private mutating func takeQuotedString() -> Bool {
        guard take(UInt8(ascii: "\"")) else { return false }
        while let first = rest.popFirst() {
            switch bytes[first] {
            case UInt8(ascii: "\""): return true
            case UInt8(ascii: "\\"):
                guard let escaped = rest.popFirst(), ByteClass.isFieldValue(bytes[escaped]) else {
                    return false
                }
            case let byte where ByteClass.isFieldValue(byte): continue
            default: return false
            }
        }
        return false
    }
}
