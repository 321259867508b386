import Glibc
import JSON

/// What is configured: the variables of contract section 8, from the environment or, where it says
/// nothing, from the file of `--config`.
struct Settings: Sendable {
    /// A setting's value, and where it was said.
    private struct Value: Sendable {
        var text: String
        var place: String
    }

    private var values: [String: Value] = [:]

    /// An empty variable counts as none. Blanks and line ends around a value are no part of it: a
    /// file of variables with line ends of another system leaves some.
    init(environment: [String: String]) {
        for name in Self.names {
            guard let text = environment[name].map(Self.trimmed), !text.isEmpty else { continue }
            values[name] = Value(text: text, place: name)
        }
    }

    private static func trimmed(_ text: String) -> String {
        guard let last = text.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(text[...last].trimmingPrefix(while: \.isWhitespace))
    }

    subscript(_ name: SettingName) -> String? { values[name.rawValue]?.text }

    /// How an error names a setting: the variable, or the file and the member.
    func place(of name: SettingName) -> String { values[name.rawValue]?.place ?? name.rawValue }

    /// The values by variable, for options that fall back on them.
    var texts: [String: String] { values.mapValues(\.text) }

    static let names = SettingName.allCases.map(\.rawValue)
}

/// Every variable that means something to this program.
enum SettingName: String, Sendable, CaseIterable {
    /// Where the ledger lies (`--data`).
    case data = "ONBOARD_DATA"
    /// Where to listen (`--listen`).
    case listen = "ONBOARD_LISTEN"
    /// How the server's log is written: text or json.
    case log = "ONBOARD_LOG"
    /// Whether the server's log has a line for each request: 1 or 0.
    case logRequests = "ONBOARD_LOG_REQUESTS"
    /// What access tokens are signed with (HS256).
    case jwtSecret = "ONBOARD_JWT_SECRET"
    /// The same from before it was changed, which is still believed.
    case previousJWTSecret = "ONBOARD_JWT_SECRET_PREVIOUS"
    /// The identity provider's keys (RS256): a file or a URL.
    case jwks = "ONBOARD_JWKS"
    /// Who must have made the provider's tokens.
    case jwtIssuer = "ONBOARD_JWT_ISSUER"
    /// For whom the provider's tokens must be made.
    case jwtAudience = "ONBOARD_JWT_AUDIENCE"
    /// What other services prove themselves with (A4).
    case internalKey = "ONBOARD_INTERNAL_KEY"
    /// The payment provider's secret key.
    case stripeAPIKey = "ONBOARD_STRIPE_API_KEY"
    /// Where the payment provider is; another address for a stand-in.
    case stripeAPIBase = "ONBOARD_STRIPE_API_BASE"
    /// What the payment provider signs its deliveries with (S3).
    case stripeWebhookSecret = "ONBOARD_STRIPE_WEBHOOK_SECRET"
    /// What the calendar signs its deliveries with (F4).
    case calWebhookSecret = "ONBOARD_CAL_WEBHOOK_SECRET"
    /// What Google knows this app by.
    case googleClientID = "ONBOARD_GOOGLE_CLIENT_ID"
    /// What this app proves itself to Google with.
    case googleClientSecret = "ONBOARD_GOOGLE_CLIENT_SECRET"
    /// Where browsers sign in; Google's own unless it is set.
    case googleAuthURL = "ONBOARD_GOOGLE_AUTH_URL"
    /// Where codes are traded; Google's own unless it is set.
    case googleTokenURL = "ONBOARD_GOOGLE_TOKEN_URL"
    /// Where completions are told of (A7).
    case identitySyncURL = "ONBOARD_IDENTITY_SYNC_URL"
    /// The bearer token that goes with them.
    case identitySyncSecret = "ONBOARD_IDENTITY_SYNC_SECRET"
    /// How mail leaves: sendmail or log.
    case mailer = "ONBOARD_MAILER"
    /// The sender of every mail.
    case mailFrom = "ONBOARD_MAIL_FROM"
    /// Where people use the app, and are sent back to.
    case appURL = "ONBOARD_APP_URL"
    /// Origins whose pages may call the server; `*` is any.
    case allowedOrigins = "ONBOARD_ALLOWED_ORIGINS"
    /// Proxies elsewhere that are believed about where a request comes from.
    case trustedProxies = "ONBOARD_TRUSTED_PROXIES"
    /// Whose admins are believed (M1).
    case adminEmailDomain = "ONBOARD_ADMIN_EMAIL_DOMAIN"
    /// What workspaces are named with (M3).
    case workspaceSuffix = "ONBOARD_WORKSPACE_SUFFIX"
    /// What a shop needs beside a point of sale (M8).
    case shopRequiredFields = "ONBOARD_SHOP_REQUIRED_FIELDS"
    /// The plans to choose from (K11): a file, or the array itself.
    case plans = "ONBOARD_PLANS"
    /// How built-in flows give out variants (D4): a file, or the object itself.
    case variants = "ONBOARD_VARIANTS"
}

extension Settings {
    /// Takes from a JSON object of the same names what the environment does not say.
    ///
    /// Values are strings; origins, proxies and a shop's fields may be arrays of strings, plans the
    /// array and variants the object itself.
    mutating func fill(fromFile path: String) throws(SettingsError) {
        let bytes: [UInt8]
        do { bytes = try InputFile.contents(of: path, bytesMax: 1 << 20) } catch {
            throw SettingsError(.fileUnreadable(path, reason: error.reason))
        }
        let root: JSONValue
        do { root = try JSONValue(parsing: bytes) } catch {
            throw SettingsError(.fileMalformed(path, explanation: error.explanation(in: bytes)))
        }
        guard let object = root.objectValue else {
            throw SettingsError(.fileMalformed(path, explanation: "expected an object"))
        }
        var problems: [SettingsError.Problem] = []
        for (name, value) in object {
            guard Self.names.contains(name) else {
                let nearest = NearestWord.among(Self.names, to: name)
                problems.append(.unknownName(name, file: path, nearest: nearest))
                continue
            }
            guard let text = Self.text(name, value).map(Self.trimmed) else {
                problems.append(.wrongKind(name, file: path))
                continue
            }
            if values[name] == nil, !text.isEmpty {
                values[name] = Value(text: text, place: "\(name) in \(path)")
            }
        }
        if !problems.isEmpty { throw SettingsError(problems) }
    }

    /// Nil for a value of the wrong kind.
    private static func text(_ name: String, _ value: JSONValue) -> String? {
        if let text = value.stringValue { return text }
        if name == SettingName.variants.rawValue, value.objectValue != nil {
            return String(decoding: value.encoded, as: UTF8.self)
        }
        guard let elements = value.arrayValue else { return nil }
        switch SettingName(rawValue: name) {
        case .plans: return String(decoding: value.encoded, as: UTF8.self)
        case .allowedOrigins, .shopRequiredFields, .trustedProxies:
            let words = elements.compactMap(\.stringValue)
            return words.count == elements.count ? words.joined(separator: ",") : nil
        default: return nil
        }
    }
}
