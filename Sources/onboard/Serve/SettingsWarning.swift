import API
import Onboarding
import OnboardingLedger

/// What will not work with settings with which a server starts all the same; said at its start and
/// by the doctor (contract section 8).
struct SettingsWarning: Sendable, Hashable {
    /// A sentence without its full stop.
    let text: String
    let remedy: String

    /// Where every setting is explained.
    static let help = "onboard serve --help"

    /// In the order in which people meet them.
    ///
    /// - Parameter hasMailProgram: whether this machine has what sendmail's mail goes through.
    /// - Parameter hasZones: whether it knows time zones.
    static func all(
        _ configuration: APIConfiguration, hasMailProgram: Bool = SendmailMailer.isInstalled,
        hasZones: Bool = BirthPlaces.hasSystemZones
    ) -> [SettingsWarning] {
        var found = plans(configuration) + tokens(configuration)
        if !hasZones {
            found.append(
                SettingsWarning(
                    text: "there are no time zones here: birthplaces get none, and keep none",
                    remedy: "Install tzdata."))
        }
        // Dev mode has a stand-in for everything outside.
        if configuration.isDev { return found }
        found += mail(configuration, hasMailProgram)
        found += providers(configuration) + app(configuration)
        return found
    }

    private static func unset(_ names: SettingName..., but consequence: String) -> SettingsWarning {
        let list = names.map(\.rawValue).joined(separator: " or ")
        return SettingsWarning(
            text: "\(list) is not set: \(consequence)", remedy: "Set it: \(help)")
    }

    private static func plans(_ configuration: APIConfiguration) -> [SettingsWarning] {
        configuration.plans.plans.isEmpty ? [unset(.plans, but: "nobody can sign up")] : []
    }

    private static func tokens(_ configuration: APIConfiguration) -> [SettingsWarning] {
        guard configuration.jwks != nil,
            configuration.jwtIssuer == nil || configuration.jwtAudience == nil
        else { return [] }
        let reason = "the provider's tokens for other apps are believed too"
        return [unset(.jwtIssuer, .jwtAudience, but: reason)]
    }

    private static func mail(_ configuration: APIConfiguration, _ hasMailProgram: Bool)
        -> [SettingsWarning]
    {
        switch configuration.mailer {
        case .log:
            return [
                SettingsWarning(
                    text: "\(SettingName.mailer.rawValue) is log: no mail leaves, and no code "
                        + "reaches anybody",
                    remedy: "Set it to sendmail, where a mail transfer agent is installed.")
            ]
        case .sendmail where !hasMailProgram:
            return [
                SettingsWarning(
                    text: "there is no \(SendmailMailer.programDefault): no mail leaves, and no "
                        + "code reaches anybody",
                    remedy: "Install a mail transfer agent; \(SettingName.mailer.rawValue)=log "
                        + "does without mail.")
            ]
        case .sendmail: return []
        }
    }

    private static func providers(_ configuration: APIConfiguration) -> [SettingsWarning] {
        var found: [SettingsWarning] = []
        if !configuration.isStripeConfigured {
            found.append(unset(.stripeAPIKey, but: "paid plans cannot be paid for"))
        }
        if configuration.googleClientID == nil || configuration.googleClientSecret == nil {
            found.append(
                unset(
                    .googleClientID, .googleClientSecret, but: "nobody can sign in with Google"))
        }
        if configuration.identitySyncURL == nil {
            found.append(
                unset(.identitySyncURL, but: "no identity provider is told of completions"))
        }
        return found
    }

    private static func app(_ configuration: APIConfiguration) -> [SettingsWarning] {
        var found: [SettingsWarning] = []
        let appURL = configuration.appURL ?? APIConfiguration.appURLDefault
        if configuration.appURL == nil {
            found.append(unset(.appURL, but: "people are sent back to \(appURL)"))
        }
        if configuration.allowedOrigins.isEmpty {
            found.append(
                unset(.allowedOrigins, but: "browsers may call only from pages of \(appURL)"))
        }
        if configuration.adminEmailDomain.isEmpty {
            found.append(unset(.adminEmailDomain, but: "no token makes an admin"))
        }
        return found
    }
}
