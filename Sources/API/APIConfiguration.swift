import HTTPServer
import Onboarding
import OnboardingLedger

/// What the server is told when it starts; the command makes it of environment and file.
package struct APIConfiguration: Sendable {
    /// How mail leaves.
    package enum MailDelivery: String, Sendable, CaseIterable {
        /// Through the machine's own transfer agent.
        case sendmail
        /// Nowhere: the log says that there was one, and nothing of what it said.
        case log
    }

    /// Dev mode: a mailbox, sandbox providers and `/dev` endpoints (contract O3).
    package var isDev: Bool
    /// Shown by `/healthz`, the API's description and the command's status.
    package var version: String
    /// Signs and verifies access tokens (HS256); empty for one that is derived under the ledger's
    /// own key, so that nobody else can make tokens.
    package var jwtSecret: [UInt8] = []
    /// Verifies what was signed before the secret was changed, and signs nothing; nil for none.
    package var previousJWTSecret: [UInt8]?
    /// Where the identity provider's keys are had from (RS256): a file's path or a URL.
    package var jwks: String?
    /// Who must have made the provider's tokens (`iss`), and for whom (`aud`); nil for anybody.
    package var jwtIssuer: String?
    /// With neither of the two, any token that the provider signed is good here.
    package var jwtAudience: String?
    /// What other services of ours send as `X-Internal-Key` (A4); empty refuses them all.
    package var internalKey = ""
    /// Verifies the payment provider's deliveries (S3); empty refuses them all.
    package var stripeWebhookSecret = ""
    /// Verifies the calendar's deliveries (F4); empty refuses them all.
    package var calWebhookSecret = ""
    /// The provider's secret key; nil for a stand-in that asks for none.
    package var stripeAPIKey: String?
    /// Another for tests and stand-ins; a slash at its end does not matter.
    package var stripeAPIBase = "https://api.stripe.com"
    /// True when checkouts are to be opened at `stripeAPIBase`; else the sandbox opens them, and
    /// outside dev mode nobody does.
    package var isStripeConfigured = false
    /// How long answers wait for mail that they called for.
    package var answerLimits = Effects.AnswerLimits()
    /// What Google knows this app by, with its secret; nil when Google was not set up.
    package var googleClientID: String?
    package var googleClientSecret: String?
    /// Nil for Google's own.
    package var googleAuthURL: String?
    /// Nil for Google's own.
    package var googleTokenURL: String?
    /// Where completions are told of; nil for nowhere, or in dev mode to the sandbox.
    package var identitySyncURL: String?
    /// Sent to `identitySyncURL` as a bearer token; nil for none.
    package var identitySyncSecret: String?
    /// In dev mode the mailbox takes the place of either.
    package var mailer = MailDelivery.sendmail
    package static let mailFromDefault = "onboard@localhost"
    /// The sender of every mail.
    package var mailFrom = Self.mailFromDefault
    /// Where people use the app, whose origin may always receive them back; nil for dev mode's own
    /// portal, or else for `appURLDefault`.
    package var appURL: String?
    package static let appURLDefault = "http://localhost:3000"
    /// Origins whose pages may call this server and be returned to; `*` is any.
    package var allowedOrigins: [String] = []
    /// Whose admins are believed (contract M1).
    package var adminEmailDomain = ""
    /// What a merchant's workspace is named with, behind the email's local part (M3).
    package var workspaceSuffix = "Workspace"
    /// What can be bought; the price ids that deliveries name are found here too.
    package var plans: PlanCatalogue
    /// How built-in flows give out variants; what the ledger is opened with (contract D4).
    package var variants: [String: [String: Int]] = [:]
    /// What a shop needs beside a point of sale before its onboarding is complete (contract M8).
    package var requiredShopFields: [ShopField] = []
    /// Everything that a shop needs: the point of sale, and what was configured beside it.
    package var shopFields: [ShopField] { ShopState.requiredFields + requiredShopFields }
    /// Reverse proxies on other machines; those on this one are believed anyway.
    package var trustedProxies = TrustedProxies.none
    /// Connections that the public door holds at one time; the next one gets 503.
    package var connectionsMax = HTTPLimits().connectionsMax
    /// Tells the log of every request and not only of those that went wrong.
    package var logsRequests = false

    package init(isDev: Bool, version: String, plans: PlanCatalogue = .dev) {
        self.isDev = isDev
        self.version = version
        self.plans = plans
    }

    /// Dev mode's defaults (contract section 8).
    package static func dev(version: String = "dev") -> APIConfiguration {
        var configuration = APIConfiguration(isDev: true, version: version)
        configuration.jwtSecret = Array(DevMode.secret.utf8)
        configuration.internalKey = DevMode.secret
        configuration.stripeWebhookSecret = DevMode.secret
        configuration.calWebhookSecret = DevMode.secret
        configuration.allowedOrigins = ["*"]
        configuration.adminEmailDomain = "example.com"
        return configuration
    }

    /// Google is asked when it was set up; dev mode otherwise has its sandbox.
    var isGoogleConfigured: Bool { googleTokenURL != nil || (!isDev && googleClientID != nil) }

    /// Where checkouts are opened; nil when no provider was set up.
    package var checkouts: (any CheckoutProvider)? {
        isStripeConfigured
            ? StripeCheckouts(apiKey: stripeAPIKey ?? "", base: stripeAPIBase) : nil
    }

    /// True for origins that browsers may call from and be sent back to.
    func allows(origin: String) -> Bool {
        allowedOrigins.contains("*") || allowedOrigins.contains(origin)
            || WebURL(appURL ?? Self.appURLDefault)?.origin == origin
    }

    /// What the console may be reached by where a proxy sends another host on; `*` names none.
    var consoleOrigins: Set<String> {
        let app = appURL.flatMap { WebURL($0)?.origin }
        return Set((allowedOrigins + [app].compactMap { $0 }).map { $0.lowercased() })
            .subtracting(["*"])
    }

    /// True for an absolute http(s) URL on an allowed origin (K6).
    func allows(url: String) -> Bool { WebURL(url).map { allows(origin: $0.origin) } ?? false }
}
