import HTTPServer
import Onboarding
import Time

/// A request's own name, and what it says of the trace that it belongs to.
enum RequestIdentity {
    /// An id longer than this is replaced by a fresh one.
    private static let bytesMax = 128
    private static let userAgentBytesMax = 300

    /// The client's `X-Request-Id` when it can stand in a log line and a header, else a fresh one.
    /// It stays in the log for good, so that an email is none.
    static func id(_ request: HTTPRequest?, clock: any WallClock) -> String {
        if let given = request?.fields["X-Request-Id"], isPlain(given) { return given }
        return UUIDv7.fresh(at: clock.now()).text
    }

    /// Letters, digits and a few signs; no space, quote or `@`.
    private static func isPlain(_ text: String) -> Bool {
        (1...bytesMax).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
                    || "-_.:~/+=".utf8.contains(byte)
            }
    }

    /// `00-<trace>-<parent>-<flags>` in lower-case hex, neither id all zeros (W3C Trace Context
    /// section 3.2); nil for anything else.
    static func traceparent(_ request: HTTPRequest) -> String? {
        guard let text = request.fields["traceparent"], text.utf8.count == 55 else { return nil }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let isHex = parts.allSatisfy { part in
            part.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        }
        guard isHex, parts.map(\.utf8.count) == [2, 32, 16, 2], parts[0] == "00",
            parts[1].contains(where: { $0 != "0" }), parts[2].contains(where: { $0 != "0" })
        else { return nil }
        return text
    }

    /// A longer one is cut after 300 bytes, or before the character that these would end in.
    static func userAgent(_ request: HTTPRequest) -> String? {
        request.fields["User-Agent"].flatMap { text in
            guard text.utf8.count > userAgentBytesMax else { return text }
            // A character has four bytes at most.
            let cuts = (userAgentBytesMax - 3...userAgentBytesMax).reversed()
            return cuts.lazy.compactMap {
                String(validating: text.utf8.prefix($0), as: UTF8.self)
            }.first
        }
    }

    /// The experiment's variant that the client was given (D4); nil for a client that names none,
    /// as by an empty header. One that is said twice is said once.
    ///
    /// - Throws: 400 `request.invalid_query` naming the header, for one that could be counted by no
    ///   name, and for several.
    static func variant(_ request: HTTPRequest) throws(Problem) -> String? {
        let name = "X-Onboarding-Variant"
        let given = Set(request.fields.values(name)).subtracting([""])
        guard let variant = given.first else { return nil }
        if given.count == 1, FlowDeclaration.isVariant(variant) { return variant }
        let expected = "expected one variant: \(FlowDeclaration.variantExpected)"
        throw Problem(
            .invalidQuery, "\(name): \(expected).", errors: [FieldProblem(name, expected)])
    }
}
