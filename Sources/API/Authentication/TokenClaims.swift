import JSON
import Onboarding
import Time

/// Who a token is about (contract section 0); seconds since 1970, as RFC 7519 counts.
struct TokenClaims: Sendable, Hashable {
    /// Clocks of two machines may differ by this much (contract section 0).
    static let leewaySeconds: Int64 = 60

    /// The `sub`; never empty.
    var subject: String
    /// As the issuer wrote it; nil for none.
    var email: String?
    /// Nil when the issuer does not say.
    var isEmailVerified: Bool?
    /// What the person is, as the issuer says.
    var role: String?
    /// What the person asks to be (M1); gives nothing by itself.
    var requestedRole: String?
    /// As the issuer wrote it; nil for none.
    var phone: String?
    /// The whole name; nil when the issuer tells none.
    var name: String?
    /// In this server's own tokens, for the app to use; nothing is allowed because of it.
    var tenantID: String?
    /// Nil when the issuer does not say. Who was erased is known again by what was said since.
    var issuedAt: Int64?
    /// Nil for a token that is good from the start.
    var notBefore: Int64?
    /// Exclusive, before leeway; a token without it is refused.
    var expiresAt: Int64

    init(subject: String, expiresAt: Int64) {
        (self.subject, self.expiresAt) = (subject, expiresAt)
    }

    /// Seconds are held within what a year 9999 needs, so that nothing overflows.
    private static let secondsMax: Int64 = 253_402_300_800

    /// Reads the claims as this server writes them, or Clerk, Supabase, Auth0 or Google.
    ///
    /// A role comes from the token itself or from Supabase's `app_metadata`, which only the
    /// project's owner writes. `user_metadata` is what the user says: it may ask for a role and
    /// tell a name, and gives nothing. Who asks there has an email only if the issuer itself
    /// says that it is verified, or anybody could be an admin of a domain by its name (M1).
    init(_ object: JSONObject) throws(TokenRefusal) {
        guard let subject = Self.text(object["sub"]),
            let expiresAt = Self.seconds(object["exp"])
        else { throw .incomplete }
        // Then Swift's `==` tells whom streams and claims tell apart, which compare bytes.
        guard subject.isComposed else { throw .decomposedSubject }
        self.init(subject: subject, expiresAt: expiresAt)
        let (appData, userData) = (object["app_metadata"], object["user_metadata"])
        email = Self.text(object["email"])
        isEmailVerified = Self.truth(object["email_verified"])
        role = Self.text(appData?["role"]) ?? Self.text(object["role"])
        requestedRole = Self.text(object["requested_role"])
        if requestedRole == nil, let wish = Self.text(userData?["requested_role"]) {
            requestedRole = wish
            isEmailVerified = isEmailVerified ?? false
        }
        phone = Self.text(object["phone"]) ?? Self.text(object["phone_number"])
        name =
            Self.name(object)
            ?? Self.text(userData?["full_name"]) ?? Self.text(userData?["name"])
        tenantID = Self.text(object["tenant_id"])
        issuedAt = Self.seconds(object["iat"])
        guard object.contains("nbf") else { return }
        guard let start = Self.seconds(object["nbf"]) else { throw .malformed }
        notBefore = start
    }

    /// - Throws: `expired` or `notYetValid`, with a minute's leeway either way.
    func check(at now: Timestamp) throws(TokenRefusal) {
        guard now.milliseconds < (expiresAt + Self.leewaySeconds) * 1000 else { throw .expired }
        if let notBefore, now.milliseconds < (notBefore - Self.leewaySeconds) * 1000 {
            throw .notYetValid
        }
    }

    // MARK: Values

    /// Nil for an empty text too: Supabase writes `"phone": ""` for none.
    private static func text(_ value: JSONValue?) -> String? {
        guard let text = value?.stringValue, !text.isEmpty else { return nil }
        return text
    }

    /// True only for the truth value and its word, in any case: some providers write claims as
    /// texts. Nil for a claim that is absent; what else stands there vouches for nothing.
    private static func truth(_ value: JSONValue?) -> Bool? {
        switch value {
        case nil: nil
        case .bool(let truth): truth
        case .string(let word): word.lowercased() == "true"
        default: false
        }
    }

    /// OpenID Connect's `name`, or its two halves (Core section 5.1).
    private static func name(_ object: JSONObject) -> String? {
        if let name = text(object["name"]) { return name }
        let halves = [object["given_name"], object["family_name"]].compactMap(text)
        return halves.isEmpty ? nil : halves.joined(separator: " ")
    }

    /// A NumericDate may have a fraction (RFC 7519 section 2).
    private static func seconds(_ value: JSONValue?) -> Int64? {
        guard let seconds = value?.doubleValue, seconds.isFinite, seconds >= 0 else {
            return nil
        }
        return seconds >= Double(secondsMax) ? secondsMax : Int64(seconds)
    }

    /// The claims as JSON; those that are nil are left out.
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
