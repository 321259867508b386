import Digest
import Onboarding
import OnboardingLedger
import Time

extension APICore {
    /// Puts together what the configuration names: mailer, payment provider, Google, or dev
    /// mode's stand-ins for them.
    init(
        configuration: APIConfiguration, ledger: Ledger, clock: any WallClock,
        log: @escaping @Sendable (LogLine) -> Void
    ) {
        let metrics = Metrics()
        let dev = configuration.isDev ? Self.makeDevTools(clock) : nil
        let checkouts = LoggedCheckouts(
            provider: configuration.checkouts ?? dev?.checkouts ?? NoCheckouts(), log: log)
        let effects = Effects(
            ledger: ledger, mailer: Self.makeMailer(configuration, dev, log),
            checkouts: checkouts, answerLimits: configuration.answerLimits,
            report: Self.effectReporter(metrics, log))
        let wizards = Wizards(
            ledger: ledger,
            identity: LoggedIdentitySync(
                provider: Self.makeIdentitySync(configuration, dev, log), log: log))
        let secret = Self.tokenSecret(configuration, ledger)
        let tokens = AccessTokens(secret: secret)
        self.init(
            configuration: configuration, ledger: ledger,
            signUps: SignUps(
                ledger: ledger, plans: configuration.plans,
                checkouts: checkouts,
                google: LoggedIdentityProvider(
                    provider: Self.makeGoogle(configuration, dev, clock), log: log),
                effects: effects),
            wizards: wizards, stepFlows: StepFlows(ledger: ledger), jobs: Jobs(wizards, effects),
            memberships: Memberships(
                ledger: ledger, plans: configuration.plans, places: .system,
                checkouts: checkouts),
            spaces: Spaces(ledger: ledger),
            merchants: Merchants(
                ledger: ledger,
                settings: Merchants.Settings(
                    adminEmailDomain: configuration.adminEmailDomain,
                    workspaceSuffix: configuration.workspaceSuffix,
                    requiredFields: configuration.shopFields)),
            effects: effects, clock: clock,
            authenticator: Authenticator(
                tokens: tokens, verifier: Self.makeVerifier(tokens, configuration, log),
                keyring: APIKeyring(ledger), ledger: ledger,
                console: ConsoleCookie(ledger.secrets),
                configuration),
            logins: LoginLimits(), metrics: metrics, watch: StreamWatch(),
            fingerprints: HMACKey(secret).derived(for: "idempotency"),
            state: ServerState(), dev: dev, log: log)
    }

    /// The configured secret; where only a JWKS is configured, one that nobody but this ledger
    /// has, for the tokens that it gives to its own users (K8, K16).
    private static func tokenSecret(_ configuration: APIConfiguration, _ ledger: Ledger)
        -> [UInt8]
    {
        let secret = configuration.jwtSecret
        return secret.isEmpty ? ledger.secrets.accessTokenSecret : secret
    }

    /// The server's own tokens always, the identity provider's where a JWKS is configured.
    private static func makeVerifier(
        _ tokens: AccessTokens, _ configuration: APIConfiguration,
        _ log: @escaping @Sendable (LogLine) -> Void
    ) -> TokenVerifier {
        let provider = configuration.jwks.map { source in
            ProviderKeys(ProviderKeys.Source(source)) { reason in
                log(LogLine(.warning, "JWKS not loaded", ["reason": .string(reason)]))
            }
        }
        return TokenVerifier(
            own: tokens.jwt, previous: configuration.previousJWTSecret.map(JWT.init(secret:)),
            provider: provider, issuer: configuration.jwtIssuer,
            audience: configuration.jwtAudience)
    }

    /// Counts what becomes of effects; the log hears of those that failed, never to whom.
    private static func effectReporter(
        _ metrics: Metrics, _ log: @escaping @Sendable (LogLine) -> Void
    ) -> @Sendable (Result<EffectReport, any Error>) -> Void {
        { result in
            switch result {
            case .success(let report):
                metrics.count(report)
                if let line = LogLine(report) { log(line) }
            case .failure(let error):
                log(LogLine(.warning, "effect waits", ["reason": .string("\(error)")]))
            }
        }
    }

    /// The address is a guess until the server listens, and then set.
    private static func makeDevTools(_ clock: any WallClock) -> DevTools {
        let base = ServerBase("http://localhost")
        return DevTools(
            mailbox: DevMailbox(clock: clock), checkouts: SandboxCheckouts(base, clock: clock),
            identity: SandboxIdentitySync(), base: base, clock: clock as? AdjustableClock)
    }

    /// Dev mode's mailbox, whatever is configured: no mail leaves a machine that somebody tries
    /// things on.
    private static func makeMailer(
        _ configuration: APIConfiguration, _ dev: DevTools?,
        _ log: @escaping @Sendable (LogLine) -> Void
    ) -> any Mailer {
        if let dev { return dev.mailbox }
        switch configuration.mailer {
        case .sendmail: return SendmailMailer(from: configuration.mailFrom)
        case .log:
            return NoMailer { kind in
                log(LogLine(.info, "mail not sent", ["kind": .string(kind.rawValue)]))
            }
        }
    }

    /// A configured address counts in dev mode too; without one, the sandbox or nothing.
    private static func makeIdentitySync(
        _ configuration: APIConfiguration, _ dev: DevTools?,
        _ log: @escaping @Sendable (LogLine) -> Void
    ) -> any IdentitySync {
        if let url = configuration.identitySyncURL {
            return HTTPIdentitySync(url: url, secret: configuration.identitySyncSecret)
        }
        if let dev { return dev.identity }
        return NoIdentitySync { notice in
            log(
                LogLine(
                    .info, "no identity provider to tell of a completion",
                    ["tenantId": .string(notice.tenantID)]))
        }
    }

    /// Google with its configured credentials; in dev mode the sandbox, unless Google was set up.
    private static func makeGoogle(
        _ configuration: APIConfiguration, _ dev: DevTools?, _ clock: any WallClock
    ) -> any IdentityProvider {
        if let dev, !configuration.isGoogleConfigured { return SandboxGoogle(base: dev.base) }
        return GoogleSignIn(
            clientID: configuration.googleClientID ?? "",
            clientSecret: configuration.googleClientSecret ?? "",
            authURL: configuration.googleAuthURL, tokenURL: configuration.googleTokenURL,
            clock: clock)
    }
}
