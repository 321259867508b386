import API
import HTTPServer
import JSON
import Onboarding
import OnboardingLedger

/// Makes the server's configuration of the settings, or says everything that is wrong with them
/// (contract section 8, Environment).
struct Configuring {
    /// HS256 needs a key at least as long as its digest (RFC 7518 section 3.2).
    private static let jwtSecretBytesMin = 32

    private let settings: Settings
    private let isDev: Bool
    private var problems: [SettingsError.Problem] = []
    private var configuration: APIConfiguration

    /// - Throws: all problems at once, so that they can be mended in one go.
    static func configuration(_ settings: Settings, isDev: Bool) throws(SettingsError)
        -> APIConfiguration
    {
        var configuring = Configuring(settings, isDev: isDev)
        configuring.takeLog()
        configuring.takeSecrets()
        configuring.takeKeys()
        configuring.takeProviders()
        configuring.takeMail()
        configuring.takeApp()
        configuring.takePlans()
        configuring.takeVariants()
        if !configuring.problems.isEmpty { throw SettingsError(configuring.problems) }
        return configuring.configuration
    }

    /// The payment provider and the plans alone, for a command that asks without a server.
    static func payments(_ settings: Settings) throws(SettingsError)
        -> (checkouts: any CheckoutProvider, plans: PlanCatalogue)
    {
        var configuring = Configuring(settings, isDev: false)
        configuring.takeProviders()
        configuring.takePlans()
        if !configuring.problems.isEmpty { throw SettingsError(configuring.problems) }
        let configuration = configuring.configuration
        return (configuration.checkouts ?? NoCheckouts(), configuration.plans)
    }

    /// What the merchants' decisions go by, for a command that makes them without a server.
    static func merchants(_ settings: Settings) throws(SettingsError) -> Merchants.Settings {
        var configuring = Configuring(settings, isDev: false)
        configuring.takeApp()
        if !configuring.problems.isEmpty { throw SettingsError(configuring.problems) }
        let configuration = configuring.configuration
        return Merchants.Settings(
            adminEmailDomain: configuration.adminEmailDomain,
            workspaceSuffix: configuration.workspaceSuffix,
            requiredFields: configuration.shopFields)
    }

    /// How mail is sent, outside dev mode, for a command that sends without a server.
    static func mail(_ settings: Settings) throws(SettingsError)
        -> (mailer: APIConfiguration.MailDelivery, from: String)
    {
        var configuring = Configuring(settings, isDev: false)
        configuring.takeMail()
        if !configuring.problems.isEmpty { throw SettingsError(configuring.problems) }
        let configuration = configuring.configuration
        return (configuration.mailer, configuration.mailFrom)
    }

    /// The built-in flows' splits alone, for a command that holds an experiment against them.
    static func variants(_ settings: Settings) throws(SettingsError) -> [String: [String: Int]] {
        var configuring = Configuring(settings, isDev: false)
        configuring.takeVariants()
        if !configuring.problems.isEmpty { throw SettingsError(configuring.problems) }
        return configuring.configuration.variants
    }

    /// What a shop needs alone, for a command that asks what is owed.
    static func shopFields(_ settings: Settings) throws(SettingsError) -> [ShopField] {
        var configuring = Configuring(settings, isDev: false)
        configuring.takeShop()
        if !configuring.problems.isEmpty { throw SettingsError(configuring.problems) }
        return configuring.configuration.shopFields
    }

    private init(_ settings: Settings, isDev: Bool) {
        (self.settings, self.isDev) = (settings, isDev)
        configuration =
            isDev
            ? APIConfiguration.dev(version: ProgramVersion.text)
            : APIConfiguration(isDev: false, version: ProgramVersion.text, plans: PlanCatalogue([]))
    }

    /// Only what went wrong is logged unless more is asked for.
    private mutating func takeLog() {
        switch settings[.logRequests] {
        case nil, "0": configuration.logsRequests = false
        case "1": configuration.logsRequests = true
        default: refuse(.logRequests, "1 or 0")
        }
    }

    // MARK: Secrets

    /// Outside dev mode each must be set, and be none that everybody knows.
    private mutating func takeSecrets() {
        // With a provider's keys, the server's own tokens can do with a secret of the ledger's.
        let needsSecret = settings[.jwks] == nil || settings[.jwtSecret] != nil
        let purpose = "it signs the access tokens; or set ONBOARD_JWKS"
        if needsSecret,
            let secret = secret(.jwtSecret, purpose, bytesMin: Self.jwtSecretBytesMin)
        {
            configuration.jwtSecret = Array(secret.utf8)
        }
        if settings[.previousJWTSecret] != nil {
            let secret = secret(.previousJWTSecret, purpose, bytesMin: Self.jwtSecretBytesMin)
            configuration.previousJWTSecret = secret.map { Array($0.utf8) }
        }
        if let key = secret(.internalKey, "other services of yours prove themselves with it") {
            configuration.internalKey = key
        }
        if let secret = secret(.stripeWebhookSecret, "it proves that a payment came from Stripe") {
            configuration.stripeWebhookSecret = secret
        }
        if let secret = secret(.calWebhookSecret, "it proves that a booking came from Cal.com") {
            configuration.calWebhookSecret = secret
        }
    }

    /// A required secret; nil when dev mode's own stays, or a problem was noted.
    private mutating func secret(
        _ name: SettingName, _ purpose: String, bytesMin: Int = 1
    ) -> String? {
        guard let text = settings[name] else {
            if !isDev { problems.append(.missing(name.rawValue, purpose: purpose)) }
            return nil
        }
        // The literal that Cal.com signs with when no secret was set (contract F4).
        if !isDev, [DevMode.secret, "no-secret-provided"].contains(text) {
            problems.append(.isDefault(settings.place(of: name)))
            return nil
        }
        if !isDev, text.utf8.count < bytesMin {
            problems.append(
                .tooShort(
                    settings.place(of: name), bytesMin: bytesMin, bytes: text.utf8.count))
            return nil
        }
        return text
    }

    /// A file of keys is read now, to complain of it now; the server reads it by itself.
    private mutating func takeKeys() {
        configuration.jwtIssuer = settings[.jwtIssuer]
        configuration.jwtAudience = settings[.jwtAudience]
        guard let source = settings[.jwks] else { return }
        configuration.jwks = source
        if source.contains("://") {
            _ = url(.jwks)
            return
        }
        do {
            _ = try JSONWebKeySet(parsing: try InputFile.contents(of: source, bytesMax: 256 << 10))
        } catch let error as JSONWebKeySet.Failure {
            refuse(.jwks, "a URL or a file with a JSON Web Key Set: \(error)")
        } catch {
            refuse(.jwks, "a URL or a file that can be read")
        }
    }

    // MARK: Providers

    /// Nothing here must be set: without a provider, its part of the server is missing.
    private mutating func takeProviders() {
        configuration.stripeAPIKey = settings[.stripeAPIKey]
        if let base = baseURL(.stripeAPIBase) {
            configuration.stripeAPIBase = base
            if ["/v1", "/v1/"].contains(where: base.hasSuffix) {
                refuse(.stripeAPIBase, "the address before /v1, which every request adds")
            }
        }
        // Dev mode uses a configured provider when its base URL is set, the sandbox otherwise.
        configuration.isStripeConfigured =
            isDev ? settings[.stripeAPIBase] != nil : configuration.stripeAPIKey != nil
        configuration.googleClientID = settings[.googleClientID]
        configuration.googleClientSecret = settings[.googleClientSecret]
        configuration.googleAuthURL = url(.googleAuthURL)
        configuration.googleTokenURL = url(.googleTokenURL)
        configuration.identitySyncURL = url(.identitySyncURL)
        configuration.identitySyncSecret = settings[.identitySyncSecret]
    }

    /// Sendmail unless it is dev mode, whose mailbox takes everything anyway.
    private mutating func takeMail() {
        configuration.mailer = isDev ? .log : .sendmail
        if let word = settings[.mailer] {
            if let mailer = APIConfiguration.MailDelivery(rawValue: word) {
                configuration.mailer = mailer
            } else {
                refuse(.mailer, "sendmail or log")
            }
        }
        guard let from = settings[.mailFrom] else { return }
        if !from.contains("@") || !Self.isOneLine(from) {
            refuse(.mailFrom, "an email address, in one line")
        } else {
            configuration.mailFrom = from
        }
    }

    // MARK: The app

    /// What is not set stays as dev mode, or nobody, has it.
    private mutating func takeApp() {
        if let appURL = baseURL(.appURL) { configuration.appURL = appURL }
        takeSuffix()
        takeAdmins()
        takeShop()
        takeProxies()
        guard let origins = words(.allowedOrigins) else { return }
        if origins.allSatisfy({ $0 == "*" || WebURL($0)?.origin == $0.lowercased() }) {
            // As browsers write them.
            configuration.allowedOrigins = origins.map { $0.lowercased() }
        } else {
            refuse(.allowedOrigins, "* or a list of origins such as https://app.example.com")
        }
    }

    private mutating func takeSuffix() {
        guard let suffix = settings[.workspaceSuffix] else { return }
        if Self.isOneLine(suffix) {
            configuration.workspaceSuffix = suffix
        } else {
            refuse(.workspaceSuffix, "a word or more in one line")
        }
    }

    /// What stands behind the `@` of admins' emails, also where it is written with it (M1).
    private mutating func takeAdmins() {
        guard let text = settings[.adminEmailDomain] else { return }
        let domain = EmailAddress.normalized(text)
        // What no email can end in makes nobody an admin.
        if let email = EmailAddress.validated("admin@" + domain.trimmingPrefix("@")) {
            configuration.adminEmailDomain = String(email.trimmingPrefix("admin@"))
        } else {
            refuse(.adminEmailDomain, "a domain such as example.com")
        }
    }

    /// What a shop needs beside a point of sale to be complete (contract M8).
    private mutating func takeShop() {
        guard let names = words(.shopRequiredFields) else { return }
        let fields = names.compactMap(ShopField.init)
        if fields.count == names.count {
            configuration.requiredShopFields = fields.filter { $0 != .posProvider }
        } else {
            let known = ShopField.allCases.map(\.rawValue).joined(separator: ", ")
            refuse(.shopRequiredFields, "a list of a shop's fields: \(known)")
        }
    }

    private mutating func takeProxies() {
        guard let words = words(.trustedProxies) else { return }
        if let proxies = TrustedProxies(words) {
            configuration.trustedProxies = proxies
        } else {
            refuse(.trustedProxies, "a list of addresses or networks such as 10.0.0.0/8")
        }
    }

    /// Dev mode's own plans stay unless others are set.
    private mutating func takePlans() {
        guard let text = settings[.plans] else { return }
        do throws(PlanFileError) {
            configuration.plans = try PlanFile.plans(text)
        } catch {
            problems.append(
                .invalid(settings.place(of: .plans), expected: "a list of plans: \(error.reason)"))
        }
    }

    /// `{"signup": {"a": 50, "b": 50}}` itself, or a file with it.
    private mutating func takeVariants() {
        guard let text = settings[.variants] else { return }
        let form = "an object such as {\"signup\": {\"a\": 50, \"b\": 50}}, or a file with one"
        let isInline = text.drop { $0.isWhitespace }.first == "{"
        var wrong: [String] = []
        do {
            let bytes =
                isInline ? Array(text.utf8) : try InputFile.contents(of: text, bytesMax: 1 << 16)
            let value = try JSONValue(parsing: bytes)
            configuration.variants = FlowVariants.ofBuiltInFlows(value) { pointer, detail in
                wrong.append(pointer.isEmpty ? detail : "\(pointer): \(detail)")
            }
        } catch let error as JSONError {
            wrong.append("it is no JSON: \(error)")
        } catch { wrong.append("the file cannot be read") }
        for detail in wrong { refuse(.variants, "\(form): \(detail)") }
    }

    // MARK: Forms

    /// The words of a list, which commas or spaces part.
    private func words(_ name: SettingName) -> [String]? {
        settings[name]?.split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init)
    }

    /// Nil when it is not set, or when a problem was noted.
    private mutating func url(_ name: SettingName) -> String? {
        guard let text = settings[name] else { return nil }
        guard WebURL(text) != nil else {
            refuse(name, "an absolute http or https URL")
            return nil
        }
        return text
    }

    /// A URL that others are made of by going on behind it.
    private mutating func baseURL(_ name: SettingName) -> String? {
        guard let text = url(name) else { return nil }
        guard !text.contains(where: { "?#".contains($0) }) else {
            refuse(name, "a URL without a query or fragment")
            return nil
        }
        return text
    }

    /// True without a control character.
    private static func isOneLine(_ text: String) -> Bool {
        !text.unicodeScalars.contains { scalar in
            [.control, .lineSeparator, .paragraphSeparator]
                .contains(scalar.properties.generalCategory)
        }
    }

    /// Names the place of the setting, never its value.
    private mutating func refuse(_ name: SettingName, _ expected: String) {
        problems.append(.invalid(settings.place(of: name), expected: expected))
    }
}

extension HTTPListenAddress {
    /// Where to listen when nobody says.
    static let optionDefault = "127.0.0.1:8080"

    /// `HOST:PORT`; an IPv6 address stands in brackets. Nil for anything else.
    init?(option text: String) {
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...])
        else { return nil }
        var host = text[..<colon]
        if host.first == "[", host.last == "]" {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty else { return nil }
        self = .tcp(host: String(host), port: Int(port))
    }
}
