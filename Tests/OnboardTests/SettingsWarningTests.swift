import JSON
import TestSupport
import Testing

@testable import onboard

/// What will not work is said where a server starts all the same (contract section 8).
struct SettingsWarningTests {
    private static let secrets = [
        "ONBOARD_JWT_SECRET": String(repeating: "s", count: 32),
        "ONBOARD_INTERNAL_KEY": String(repeating: "k", count: 16),
        "ONBOARD_STRIPE_WEBHOOK_SECRET": String(repeating: "w", count: 16),
        "ONBOARD_CAL_WEBHOOK_SECRET": String(repeating: "c", count: 16),
    ]
    private static let everything = [
        "ONBOARD_PLANS": PlanFile.example, "ONBOARD_STRIPE_API_KEY": "sk",
        "ONBOARD_GOOGLE_CLIENT_ID": "id", "ONBOARD_GOOGLE_CLIENT_SECRET": "secret",
        "ONBOARD_IDENTITY_SYNC_URL": "https://id.example", "ONBOARD_MAILER": "sendmail",
        "ONBOARD_APP_URL": "https://app.example",
        "ONBOARD_ALLOWED_ORIGINS": "https://app.example",
        "ONBOARD_ADMIN_EMAIL_DOMAIN": "example.com",
    ]

    private func warnings(
        _ settings: [String: String], isDev: Bool = false, hasMailProgram: Bool = true,
        hasZones: Bool = true
    ) throws -> [String] {
        let environment = isDev ? settings : Self.secrets.merging(settings) { $1 }
        let configuration = try Configuring.configuration(
            Settings(environment: environment), isDev: isDev)
        return SettingsWarning.all(
            configuration, hasMailProgram: hasMailProgram, hasZones: hasZones
        ).map(\.text)
    }

    @Test func `with everything set, and in dev mode, there is nothing to say`() throws {
        try expectEqual(warnings(Self.everything), [])
        try expectEqual(warnings([:], isDev: true, hasMailProgram: false), [])
    }

    @Test func `a machine without time zones is told of`() throws {
        let found = try warnings(Self.everything, hasZones: false)
        expectTrue(found.count == 1 && found[0].contains("time zones"), "\(found)")
    }

    @Test(arguments: everything.keys.sorted().filter { $0 != "ONBOARD_MAILER" })
    func `each setting that is missed is named with what will not work`(_ name: String) throws {
        let found = try warnings(Self.everything.filter { $0.key != name })
        expectEqual(found.count, 1)
        expectEqual(found.first?.contains("\(name) "), true, "\(found)")
        expectEqual(found.first?.contains("is not set: "), true)
    }

    @Test func `mail that cannot leave is said to stay`() throws {
        let missing = try warnings(Self.everything, hasMailProgram: false)
        expectTrue(missing.count == 1 && missing[0].contains("/usr/sbin/sendmail"))
        let logged = Self.everything.merging(["ONBOARD_MAILER": "log"]) { $1 }
        for hasProgram in [true, false] {
            let found = try warnings(logged, hasMailProgram: hasProgram)
            expectTrue(found.count == 1 && found[0].contains("ONBOARD_MAILER is log"))
        }
    }

    @Test func `a server says it at its start, and the doctor too`() async throws {
        let folder = TemporaryFolder()
        let data = folder.path + "/data"
        let settings = Self.secrets.merging(Self.everything) { $1 }
            .filter { !$0.key.contains("GOOGLE") }
        let server = try await RunningServer(data, [], environment: settings)
        try await expectEqual(server.stop(), 0)
        let text = "ONBOARD_GOOGLE_CLIENT_SECRET is not set: nobody can sign in with Google"
        expectTrue(server.log.contains(text), "\(server.log)")
        expectFalse(server.log.contains("ONBOARD_APP_URL"))
        let doctor = try await Onboard.run(
            "doctor", "--json", "--data", data, environment: settings)
        expectTrue(doctor.code == 0 && doctor.json["ok"] == true)
        let findings = doctor.json["findings"]?.arrayValue?.filter { $0["subject"] == "settings" }
        expectEqual(findings?.first?["standing"], "ok")
        let finding = findings?.first { $0["text"]?.stringValue?.contains(text) == true }
        expectEqual(finding?["standing"], "warning")
        expectEqual(finding?["remedy"]?.stringValue?.contains("onboard serve --help"), true)
    }
}
