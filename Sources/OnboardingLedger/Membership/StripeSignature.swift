import Digest
import Time

/// The `Stripe-Signature` field of a webhook's delivery (contract S3): `t=<seconds>,v1=<hex>,…`.
public struct StripeSignature: Sendable, Hashable {
    /// How far a delivery's time may lie from ours, either way.
    package static let toleranceSeconds: Int64 = 300

    /// Why a delivery is not believed.
    public enum Refusal: Error, Sendable, Hashable, CaseIterable {
        /// The field is not of the form, or has no `t` or several.
        case malformed
        /// No tag is that of body and time.
        case wrong
        /// The tag is right, and the time too far from ours.
        case stale
    }

    /// As it was written, because that is what was signed.
    private let time: String
    private let seconds: Int64
    /// Every `v1` tag of 32 bytes: several stand there while a secret is exchanged.
    private let tags: [[UInt8]]

    /// Reads the field: surrounding spaces are trimmed, other schemes than `v1` are passed over, a
    /// repeated `t` is refused because signer and reader might take different ones.
    public init(_ field: String) throws(Refusal) {
        var times: [String] = []
        var tags: [[UInt8]] = []
        for item in field.split(separator: ",") {
            let pair = Self.trimmed(item).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2 else { throw .malformed }
            switch Self.trimmed(pair[0]) {
            case "t": times.append(String(Self.trimmed(pair[1])))
            case "v1":
                if let tag = Hex.decode(Self.trimmed(pair[1])), tag.count == 32 { tags.append(tag) }
            default: break
            }
        }
        guard times.count == 1, (1...12).contains(times[0].utf8.count),
            times[0].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let seconds = Int64(times[0])
        else { throw .malformed }
        (time, self.seconds, self.tags) = (times[0], seconds, tags)
    }

    /// Signature first, then age; any of several tags will do, each compared in constant time.
    ///
    /// - Parameter body: its bytes as they came: read and written again they are others.
    /// - Parameter secret: the endpoint's, as the provider shows it.
    public func verify(_ body: [UInt8], secret: [UInt8], now: Timestamp) throws(Refusal) {
        let expected = Self.tag(body, time: time, secret: secret)
        var isRight = false
        for tag in tags where constantTimeEqual(tag, expected) { isRight = true }
        guard isRight else { throw .wrong }
        let distance = abs(now.milliseconds - seconds * 1000)
        guard distance <= Self.toleranceSeconds * 1000 else { throw .stale }
    }

    /// The field that a provider sends; for dev mode's sandbox, and for tests.
    package static func field(for body: [UInt8], secret: [UInt8], at now: Timestamp) -> String {
        let time = String(now.milliseconds / 1000)
        return "t=\(time),v1=\(Hex.encode(tag(body, time: time, secret: secret)))"
    }

    /// HMAC-SHA256 over `<t>.<body>`.
    private static func tag(_ body: [UInt8], time: String, secret: [UInt8]) -> [UInt8] {
        HMACKey(secret).authenticate(Array(time.utf8) + [UInt8(ascii: ".")] + body).bytes
    }

    /// Without spaces and tabs at its ends.
    private static func trimmed(_ text: Substring) -> Substring {
        let front = text.drop { $0 == " " || $0 == "\t" }
        let end = front.lastIndex { $0 != " " && $0 != "\t" }
        return end.map { front[...$0] } ?? ""
    }
}
