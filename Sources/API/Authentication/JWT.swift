import Digest
import JSON
import Time

/// JSON Web Tokens signed with HMAC-SHA-256 (RFC 7515, RFC 7519), and no others.
struct JWT: Sendable {
    /// Clocks of two machines may differ by this much (contract section 0).
    static let leewaySeconds: Int64 = 60
    /// No claim set of ours comes near.
    static let bytesMax = 8 << 10

    /// Why a token is refused; the answer does not tell.
    enum Refusal: Error, Sendable, Hashable, CaseIterable {
        case malformed
        /// Any algorithm but HS256, `none` above all (RFC 8725 section 3.1).
        case wrongAlgorithm
        case wrongSignature
        case expired
        case notYetValid
        /// No `sub` or no `exp`: a token that is nobody's or that never ends.
        case incomplete
    }

    private let key: HMACKey

    init(secret: [UInt8]) { key = HMACKey(secret) }

    private static let header = Base64URL.encode(Array(#"{"alg":"HS256","typ":"JWT"}"#.utf8))

    func sign(_ claims: Claims) -> String {
        let body = Self.header + "." + Base64URL.encode(claims.encoded)
        return body + "." + Base64URL.encode(key.authenticate(utf8: body).bytes)
    }

    /// The claims of a token that this key signed and that is valid now.
    ///
    /// The algorithm is pinned before anything is verified; `typ` and other header members mean
    /// nothing here, but `crit` names extensions that must be understood (RFC 7515 section 4.1.11).
    func verify(_ token: String, now: Timestamp) throws(Refusal) -> Claims {
        let parts = token.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard token.utf8.count <= Self.bytesMax, parts.count == 3,
            let header = Self.object(parts[0]), let tag = Base64URL.decode(Substring(parts[2]))
        else { throw .malformed }
        guard header["alg"]?.stringValue == "HS256", !header.contains("crit") else {
            throw .wrongAlgorithm
        }
        let signed = Substring(token.utf8[..<parts[1].endIndex])
        guard key.isValid(tag, for: Array(signed.utf8)) else { throw .wrongSignature }
        guard let payload = Self.object(parts[1]) else { throw .malformed }
        let claims = try Claims(payload)
        if claims.isOver(at: now) { throw .expired }
        guard claims.hasBegun(at: now) else { throw .notYetValid }
        return claims
    }

    private static func object(_ part: Substring.UTF8View) -> JSONObject? {
        guard let bytes = Base64URL.decode(Substring(part)) else { return nil }
        return (try? JSONValue(parsing: bytes))?.objectValue
    }
}

extension JWT {
    /// Who a token is about (contract section 0); seconds since 1970, as RFC 7519 counts.
    struct Claims: Sendable, Hashable {
        var subject: String
        var email: String?
        var isEmailVerified: Bool?
        var role: String?
        var requestedRole: String?
        var phone: String?
        var name: String?
        var tenantID: String?
        var issuedAt: Int64?
        var notBefore: Int64?
        var expiresAt: Int64

        init(subject: String, expiresAt: Int64) {
            (self.subject, self.expiresAt) = (subject, expiresAt)
        }

        /// Seconds are held within what a year 9999 needs, so that nothing overflows.
        private static let secondsMax: Int64 = 253_402_300_800

        init(_ object: JSONObject) throws(Refusal) {
            guard let subject = object["sub"]?.stringValue, !subject.isEmpty,
                let expiresAt = Self.seconds(object["exp"])
            else { throw .incomplete }
            self.init(subject: subject, expiresAt: expiresAt)
            email = object["email"]?.stringValue
            isEmailVerified = object["email_verified"]?.boolValue
            role = object["role"]?.stringValue
            requestedRole = object["requested_role"]?.stringValue
            phone = object["phone"]?.stringValue
            name = object["name"]?.stringValue
            tenantID = object["tenant_id"]?.stringValue
            issuedAt = Self.seconds(object["iat"])
            guard object.contains("nbf") else { return }
            guard let start = Self.seconds(object["nbf"]) else { throw .malformed }
            notBefore = start
        }

        func isOver(at now: Timestamp) -> Bool {
            now.milliseconds >= (expiresAt + JWT.leewaySeconds) * 1000
        }

        func hasBegun(at now: Timestamp) -> Bool {
            notBefore.map { now.milliseconds >= ($0 - JWT.leewaySeconds) * 1000 } ?? true
        }

        func isValid(at now: Timestamp) -> Bool { !isOver(at: now) && hasBegun(at: now) }

        /// A NumericDate may have a fraction (RFC 7519 section 2).
        private static func seconds(_ value: JSONValue?) -> Int64? {
            guard let seconds = value?.doubleValue, seconds.isFinite, seconds >= 0 else {
                return nil
            }
            return seconds >= Double(secondsMax) ? secondsMax : Int64(seconds)
        }

        var encoded: [UInt8] {
            JSONWriter.encode { writer in
                writer.object { writer in
                    writer.member("sub", subject)
                    writer.member("email", email)
                    writer.member("email_verified", isEmailVerified)
                    writer.member("role", role)
                    writer.member("requested_role", requestedRole)
                    writer.member("phone", phone)
                    writer.member("name", name)
                    writer.member("tenant_id", tenantID)
                    writer.member("iat", issuedAt)
                    writer.member("nbf", notBefore)
                    writer.member("exp", expiresAt)
                }
            }
        }
    }
}
