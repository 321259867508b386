import Digest

/// The `X-Cal-Signature-256` field of the calendar's deliveries (contract F4): the HMAC-SHA256 of
/// the raw body in hex. It has no time in it, so that age is told by the delivery alone.
public enum CalSignature {
    /// What the calendar sends instead of a signature, and signs with, when no secret was set up.
    private static let noSecret = "no-secret-provided"

    /// Compares in constant time. False for any field while no secret was set up.
    ///
    /// - Parameter body: its bytes as they came.
    public static func isValid(_ field: String, for body: [UInt8], secret: String) -> Bool {
        guard field != noSecret, secret != noSecret, !secret.isEmpty,
            let tag = Hex.decode(field)
        else { return false }
        return HMACKey(Array(secret.utf8)).isValid(tag, for: body)
    }

    /// The field that the calendar sends.
    package static func field(for body: [UInt8], secret: String) -> String {
        Hex.encode(HMACKey(Array(secret.utf8)).authenticate(body).bytes)
    }
}
