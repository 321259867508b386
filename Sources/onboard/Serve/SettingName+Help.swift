import API
import HTTPServer
import Onboarding

/// What help says of each setting; a new one does not compile without it.
extension SettingName {
    /// The server does not start without these outside dev mode; the first is not missed where
    /// `ONBOARD_JWKS` is set.
    static let required: Set<SettingName> = [
        .jwtSecret, .internalKey, .stripeWebhookSecret, .calWebhookSecret,
    ]

    /// As a line of help: what it is, whether it must be set, and what holds without it.
    var term: HelpTerm {
        var notes = Self.required.contains(self) ? ["required without --dev"] : []
        if let fallback { notes.append("default \(fallback)") }
        return HelpTerm(
            rawValue, notes.isEmpty ? summary : "\(summary) (\(notes.joined(separator: "; ")))")
    }

    /// One line without a full stop.
    private var summary: String {
        switch self {
        case .data: "Where the ledger lies, as --data says"
        case .listen: "Where to listen, as --listen says"
        case .log: "How the server's log is written: text or json"
        case .logRequests: "Whether it has a line for each request: 1 or 0"
        case .jwtSecret: "Signs access tokens (HS256): 32 bytes or more; or set ONBOARD_JWKS"
        case .previousJWTSecret: "The one before it, unless it leaked: believed while it is set"
        case .jwks: "Your identity provider's keys (RS256): a URL or a file"
        case .jwtIssuer: "Who must have made the provider's tokens (iss)"
        case .jwtAudience: "For whom the provider's tokens must be made (aud)"
        case .internalKey: "What other services of yours send as X-Internal-Key"
        case .stripeAPIKey: "Stripe's secret key, for plans that are paid"
        case .stripeAPIBase: "Where Stripe is; dev mode uses it only when this is set"
        case .stripeWebhookSecret: "What Stripe signs its deliveries with"
        case .calWebhookSecret: "What Cal.com signs its deliveries with"
        case .googleClientID: "What Google knows your app by, for signing in with it"
        case .googleClientSecret: "What your app proves itself to Google with"
        case .googleAuthURL: "Where browsers sign in with Google"
        case .googleTokenURL: "Where Google's codes are traded; dev mode uses it only when set"
        case .identitySyncURL: "Where your identity provider is told of completions"
        case .identitySyncSecret: "The bearer token that goes with them"
        case .mailer: "How mail leaves: sendmail, or log, which only notes that there was one"
        case .mailFrom: "The sender of every mail"
        case .appURL: "Where people use your app, and are sent back to"
        case .allowedOrigins: "Whose pages may call the server, with commas between; * is any"
        case .trustedProxies: "Proxies elsewhere whose X-Forwarded-For counts, as in 10.0.0.0/8"
        case .adminEmailDomain: "Admins are believed whose emails end so, as in example.com"
        case .workspaceSuffix: "Names a merchant's workspace, behind the email's first part"
        case .shopRequiredFields: "What a shop needs beside a point of sale, of: \(Self.shopFields)"
        case .plans: "The plans to choose from: a file, or the array itself"
        case .variants: #"How an experiment splits: {"signup": {"a": 50, "b": 50}}, or a file"#
        }
    }

    private static let shopFields = ShopField.allCases.filter { $0 != .posProvider }
        .map(\.rawValue).joined(separator: ", ")

    /// What holds outside dev mode when it is not set, and in dev mode where that is something
    /// else; nil for nothing.
    private var fallback: String? {
        let (plain, dev) = (Self.unset, APIConfiguration.dev())
        return switch self {
        case .data: CommandSpecification.directoryDefault
        case .listen: HTTPListenAddress.optionDefault
        case .log: ServerLog.Form.text.rawValue
        case .logRequests: "0"
        case .jwtIssuer, .jwtAudience: "anybody"
        case .stripeAPIBase: plain.stripeAPIBase
        case .googleAuthURL, .googleTokenURL: "Google's own"
        case .mailer: "\(plain.mailer.rawValue); in dev mode a mailbox"
        case .mailFrom: plain.mailFrom
        case .appURL: "\(APIConfiguration.appURLDefault); in dev mode the portal"
        case .allowedOrigins:
            "that of ONBOARD_APP_URL; in dev mode \(dev.allowedOrigins.joined(separator: ","))"
        case .adminEmailDomain: "none; in dev mode \(dev.adminEmailDomain)"
        case .workspaceSuffix: plain.workspaceSuffix
        case .trustedProxies: "those on this machine alone"
        case .plans:
            "none; in dev mode " + dev.plans.plans.map(\.descriptor).joined(separator: ", ")
        case .jwtSecret, .previousJWTSecret, .jwks, .internalKey, .stripeAPIKey,
            .stripeWebhookSecret, .calWebhookSecret, .googleClientID, .googleClientSecret,
            .identitySyncURL, .identitySyncSecret, .shopRequiredFields, .variants:
            nil
        }
    }

    /// A server's configuration of which nothing was set.
    private static let unset = APIConfiguration(
        isDev: false, version: ProgramVersion.text, plans: PlanCatalogue([]))
}
