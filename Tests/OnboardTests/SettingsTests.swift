import API
import JSON
import TestSupport
import Testing

@testable import onboard

/// What the server needs to be told before it starts (contract section 8, Environment).
struct SettingsTests {
    private static let secrets = [
        "ONBOARD_JWT_SECRET": String(repeating: "s", count: 32),
        "ONBOARD_INTERNAL_KEY": String(repeating: "k", count: 16),
        "ONBOARD_STRIPE_WEBHOOK_SECRET": String(repeating: "w", count: 16),
        "ONBOARD_CAL_WEBHOOK_SECRET": String(repeating: "c", count: 16),
    ]

    /// What is wrong with secrets and these settings; nil when nothing is.
    private func problems(_ changes: [String: String?], isDev: Bool = false)
        -> [SettingsError.Problem]?
    {
        var environment = isDev ? [:] : Self.secrets
        for (name, value) in changes { environment[name] = value }
        do {
            _ = try Configuring.configuration(Settings(environment: environment), isDev: isDev)
            return nil
        } catch { return error.problems }
    }

    @Test func `dev mode needs nothing`() {
        expectNil(problems([:], isDev: true))
    }

    @Test func `secrets of one's own are enough`() {
        expectNil(problems([:]))
    }

    @Test(arguments: secrets.keys.sorted())
    func `each missing secret is named`(_ name: String) {
        guard case .missing(name, _)? = problems([name: nil])?.first else {
            Issue.record("\(name) was not missed")
            return
        }
    }

    @Test(arguments: secrets.keys.sorted())
    func `dev mode's default is no secret elsewhere`(_ name: String) {
        expectEqual(problems([name: "dev-secret"]), [.isDefault(name)])
        expectNil(problems([name: "dev-secret"], isDev: true))
    }

    @Test(arguments: [("1", true), ("0", false), ("", false), ("yes", nil)])
    func `requests are logged on 1, and another word than 0 is refused`(
        _ word: String, _ isLogged: Bool?
    ) throws {
        let settings = Settings(environment: ["ONBOARD_LOG_REQUESTS": word])
        let configuration = try? Configuring.configuration(settings, isDev: true)
        expectEqual(configuration?.logsRequests, isLogged)
    }

    @Test func `a short JWT secret is refused`() {
        let short = String(repeating: "s", count: 31)
        expectEqual(
            problems(["ONBOARD_JWT_SECRET": short]),
            [.tooShort("ONBOARD_JWT_SECRET", bytesMin: 32, bytes: 31)])
    }

    @Test(arguments: secrets.keys.sorted().filter { $0 != "ONBOARD_JWT_SECRET" })
    func `blanks around a secret are no part of it, and nothing but blanks is none`(
        _ name: String
    ) {
        expectEqual(problems([name: "dev-secret\r"]), [.isDefault(name)])
        for blank in [" ", "\r\n"] {
            guard case .missing(name, _)? = problems([name: blank])?.first else {
                Issue.record("\(name) was not missed")
                return
            }
        }
    }

    @Test func `a secret with a line end of another system is the secret without it`() throws {
        var environment = Self.secrets
        environment["ONBOARD_INTERNAL_KEY"] = "0123456789abcdef\r"
        let settings = Settings(environment: environment)
        let configuration = try Configuring.configuration(settings, isDev: false)
        expectEqual(configuration.internalKey, "0123456789abcdef")
    }

    @Test(arguments: ["ONBOARD_APP_URL", "ONBOARD_STRIPE_API_BASE"])
    func `an address that others are made of has no query and no fragment`(_ name: String) {
        for wrong in ["https://x.example/?q=1", "https://x.example/#top", "https://x.example/a?"] {
            expectEqual(
                problems([name: wrong]),
                [.invalid(name, expected: "a URL without a query or fragment")])
        }
        expectNil(problems([name: "https://x.example/a"]))
    }

    @Test(arguments: ["ONBOARD_WORKSPACE_SUFFIX", "ONBOARD_MAIL_FROM"])
    func `what stands in a line of its own is one line`(_ name: String) {
        for wrong in ["a@b.example\nBcc: c@d.example", "a@b\u{2028}.example", "a@b\u{7}.example"] {
            let found = problems([name: wrong])
            guard case .invalid(name, _)? = found?.first, found?.count == 1 else {
                Issue.record("\(name) was taken")
                return
            }
        }
        expectNil(problems([name: "Ada <a@b.example>"]))
    }

    @Test func `a JWKS stands in for the JWT secret, if it can be used`() {
        let folder = TemporaryFolder()
        let keys = Repository.fixture("test-provider.jwks.json").path
        let none = folder.file("none.json", #"{"keys": []}"#)
        expectNil(problems(["ONBOARD_JWT_SECRET": nil, "ONBOARD_JWKS": keys]))
        expectNil(problems(["ONBOARD_JWT_SECRET": nil, "ONBOARD_JWKS": "https://id.example/jwks"]))
        for wrong in [none, "/nowhere/keys.json", "ftp://id.example/jwks"] {
            expectEqual(problems(["ONBOARD_JWKS": wrong])?.count, 1, "\(wrong)")
        }
        expectEqual(problems(["ONBOARD_JWKS": keys, "ONBOARD_JWT_SECRET": "short"])?.count, 1)
    }

    @Test func `all that is wrong is said at once, and no secret is repeated`() {
        let found = problems([
            "ONBOARD_JWT_SECRET": "short-and-secret", "ONBOARD_INTERNAL_KEY": nil,
            "ONBOARD_APP_URL": "nowhere", "ONBOARD_MAILER": "pigeon",
        ])
        expectEqual(found?.count, 4)
        expectFalse(SettingsError(found ?? []).description.contains("short-and-secret"))
    }

    @Test(arguments: [
        "ONBOARD_STRIPE_API_BASE", "ONBOARD_GOOGLE_AUTH_URL", "ONBOARD_GOOGLE_TOKEN_URL",
        "ONBOARD_IDENTITY_SYNC_URL", "ONBOARD_APP_URL",
    ])
    func `addresses are absolute`(_ name: String) {
        expectEqual(
            problems([name: "/relative"], isDev: true),
            [.invalid(name, expected: "an absolute http or https URL")])
    }

    @Test func `origins are origins`() throws {
        let settings = Settings(environment: [
            "ONBOARD_ALLOWED_ORIGINS": "https://a.example, https://b.example:8443"
        ])
        let configuration = try Configuring.configuration(settings, isDev: true)
        expectEqual(configuration.allowedOrigins, ["https://a.example", "https://b.example:8443"])
        expectEqual(problems(["ONBOARD_ALLOWED_ORIGINS": "https://a.example/path"])?.count, 1)
    }

    @Test func `a provider is configured in dev mode only by its base address`() throws {
        let key = ["ONBOARD_STRIPE_API_KEY": "sk"]
        let sandbox = try Configuring.configuration(Settings(environment: key), isDev: true)
        expectFalse(sandbox.isStripeConfigured)
        let base = ["ONBOARD_STRIPE_API_BASE": "http://localhost:1"]
        for environment in [base, base.merging(key) { $1 }] {
            let settings = Settings(environment: environment)
            try expectTrue(Configuring.configuration(settings, isDev: true).isStripeConfigured)
        }
    }

    @Test func `what a shop needs is a list of its fields`() throws {
        let settings = Settings(environment: [
            "ONBOARD_SHOP_REQUIRED_FIELDS": "taxId, posProviderPreference,city"
        ])
        let configuration = try Configuring.configuration(settings, isDev: true)
        expectEqual(configuration.requiredShopFields, [.taxID, .city])
        expectEqual(problems(["ONBOARD_SHOP_REQUIRED_FIELDS": "taxId, colour"])?.count, 1)
    }

    @Test func `the provider's address stands without the version that requests add`() {
        for address in ["https://api.stripe.com/v1", "http://localhost:1/v1/"] {
            expectEqual(problems(["ONBOARD_STRIPE_API_BASE": address])?.count, 1)
        }
        expectNil(problems(["ONBOARD_STRIPE_API_BASE": "http://localhost:1/v1x"]))
    }

    @Test func `the secret before is a secret, too`() throws {
        let name = "ONBOARD_JWT_SECRET_PREVIOUS"
        expectNil(problems([name: String(repeating: "p", count: 32)]))
        expectEqual(problems([name: "short"]), [.tooShort(name, bytesMin: 32, bytes: 5)])
        expectEqual(problems([name: "dev-secret"]), [.isDefault(name)])
    }

    @Test func `proxies elsewhere are a list of addresses and networks`() throws {
        let settings = Settings(environment: [
            "ONBOARD_TRUSTED_PROXIES": "10.0.0.0/8, 192.0.2.1 2001:db8::/32"
        ])
        let configuration = try Configuring.configuration(settings, isDev: true)
        expectEqual(
            configuration.trustedProxies,
            TrustedProxies(["10.0.0.0/8", "192.0.2.1", "2001:db8::/32"]))
        expectEqual(problems(["ONBOARD_TRUSTED_PROXIES": "10.0.0.0/8, proxy"])?.count, 1)
    }

    @Test(arguments: ["example.com", "@example.com", "@Example.COM", " example.com "])
    func `the admins' domain is taken with and without its sign (M1)`(_ text: String) throws {
        let settings = Settings(environment: ["ONBOARD_ADMIN_EMAIL_DOMAIN": text])
        let configuration = try Configuring.configuration(settings, isDev: true)
        expectEqual(configuration.adminEmailDomain, "example.com")
    }

    @Test(arguments: [
        "@", "@@example.com", "ada@example.com", "example", "example.com,example.org",
        "https://example.com", "exa mple.com", "*.example.com", "example.com.",
    ])
    func `a domain that no email can end in is refused`(_ text: String) {
        expectEqual(
            problems(["ONBOARD_ADMIN_EMAIL_DOMAIN": text]),
            [
                .invalid(
                    "ONBOARD_ADMIN_EMAIL_DOMAIN", expected: "a domain such as example.com")
            ])
    }

    // MARK: Help

    @Test func `help lists every setting, and what a plan has`() async throws {
        let help = try await Onboard.run("serve", "--help").out
        for setting in SettingName.allCases {
            expectTrue(help.contains("\n  \(setting.rawValue)  "), "\(setting)")
        }
        for member in PlanFile.members { expectTrue(help.contains("\n  \(member.label)  ")) }
        expectTrue(help.contains("(required without --dev)"))
        try await expectTrue(
            Onboard.run("log", "--help").out
                .contains("The data directory (or ONBOARD_DATA; default onboard-data)"))
    }

    @Test func `what help calls required is what a server does not start without`() {
        expectEqual(Set(SettingName.required.map(\.rawValue)), Set(Self.secrets.keys))
        for setting in SettingName.allCases {
            expectEqual(
                setting.term.summary.contains("required without --dev"),
                SettingName.required.contains(setting))
        }
    }

    // MARK: The file

    private func filled(_ text: String, environment: [String: String] = [:])
        throws(SettingsError) -> Settings
    {
        let folder = TemporaryFolder()
        var settings = Settings(environment: environment)
        try settings.fill(fromFile: folder.file("settings.json", text))
        return settings
    }

    @Test func `a file says what the environment does not`() throws {
        let settings = try filled(
            #"{"ONBOARD_APP_URL": "https://file.example", "ONBOARD_MAIL_FROM": "a@b.example"}"#,
            environment: ["ONBOARD_APP_URL": "https://environment.example"])
        expectEqual(settings[.appURL], "https://environment.example")
        expectEqual(settings[.mailFrom], "a@b.example")
    }

    @Test func `an unknown name in a file is refused with the nearest one`() {
        #expect {
            try filled(#"{"ONBOARD_JWT_SECRETS": "x"}"#)
        } throws: { error in
            "\(error)".contains("did you mean ONBOARD_JWT_SECRET?")
        }
    }

    @Test(arguments: ["[]", "{", #"{"ONBOARD_APP_URL": 1}"#, #"{"ONBOARD_DATA": ["x"]}"#])
    func `what is no settings file is refused`(_ text: String) {
        #expect(throws: SettingsError.self) { try filled(text) }
    }

    @Test func `plans may stand in the file itself`() throws {
        let settings = try filled(
            #"{"ONBOARD_PLANS": [{"descriptor": "solo", "name": "Solo", "isPaid": false}]}"#)
        let configuration = try Configuring.configuration(settings, isDev: true)
        expectEqual(configuration.plans.plans.map(\.descriptor), ["solo"])
    }

    // MARK: Variants

    @Test func `a split of built-in flows may stand in the file itself, or in the variable (D4)`()
        throws
    {
        let split = #"{"signup": {"a": 50, "b": 50}}"#
        let file = try filled("{\"ONBOARD_VARIANTS\": \(split)}")
        let variable = Settings(environment: ["ONBOARD_VARIANTS": split])
        for settings in [file, variable] {
            let configuration = try Configuring.configuration(settings, isDev: true)
            expectEqual(configuration.variants, ["signup": ["a": 50, "b": 50]])
        }
    }

    @Test(arguments: [
        (#"{"signup": {"a": 50}}"#, "/signup: expected"),
        (#"{"signup": {"a": 50, "b": -1}}"#, "/signup/b: expected"),
        (
            #"{"signup": {"a,b": 1, "c": 1}}"#,
            "/signup/a,b: expected 1 to 64 printable ASCII characters"
        ),
        (#"{"signup": ["a", "b"]}"#, "/signup: expected an object"),
        (#"{"loan": {"a": 1, "b": 1}}"#, "/loan: expected a built-in flow: signup"),
        ("{", "no JSON"), ("/nowhere/variants.json", "cannot be read"),
    ])
    func `a split that is none is refused with its place`(_ text: String, _ words: String) {
        let settings = Settings(environment: ["ONBOARD_VARIANTS": text])
        #expect {
            try Configuring.configuration(settings, isDev: true)
        } throws: { error in
            "\(error)".contains("ONBOARD_VARIANTS") && "\(error)".contains(words)
        }
    }

    // MARK: Plans

    @Test func `a plan keeps its price as it was written`() throws {
        let plans = try PlanFile.plans(
            """
            [{"descriptor": "pro", "name": "Pro", "price": 99.50, "currency": "eur",
              "interval": "year", "isPaid": true, "trialDays": 7, "stripePriceId": "price_1"}]
            """)
        let plan = try required(plans.plans.first)
        expectTrue((plan.price, plan.currency, plan.interval) == ("99.50", "EUR", "year"))
        expectTrue((plan.trialDays, plan.stripePriceID) == (7, "price_1"))
    }

    @Test(arguments: [
        #"[{"descriptor": "a", "name": "A", "isPaid": true, "stripePriceId": "price_1"}]"#,
        #"[{"descriptor": "a", "name": "A", "isPaid": true, "price": "1.999", "currency": "KWD"}]"#,
        #"[{"descriptor": "a", "name": "A", "isPaid": true, "price": "500.00", "currency": "JPY"}]"#,
        #"[{"descriptor": "a", "name": "A", "isPaid": false, "price": 0}]"#,
    ])
    func `a price that can be paid is taken`(_ text: String) {
        #expect(throws: Never.self) { try PlanFile.plans(text) }
    }

    /// K11 tells it as a number, which has none.
    @Test(arguments: [("049.00", "49.00"), ("00.5", "0.5"), ("0.50", "0.50"), ("007", "7")])
    func `zeros ahead of a price are left out`(price: String, told: String) throws {
        let plans = try PlanFile.plans(
            #"[{"descriptor": "a", "name": "A", "isPaid": true, "price": "\#(price)"}]"#)
        expectEqual(plans.plans.first?.price, told)
    }

    @Test(arguments: [
        (#""individual", "isPaid": true"#, 7), (#""family", "isPaid": true, "trialDays": 0"#, 7),
        (#""family", "isPaid": true, "trialDays": 14"#, 14), (#""team", "isPaid": true"#, 0),
    ])
    func `a membership's plan has a trial of seven days where it names none (S2)`(
        members: String, days: Int
    ) throws {
        let plans = try PlanFile.plans(
            #"[{"name": "A", "price": "9.00", "descriptor": \#(members)}]"#)
        expectEqual(plans.plans.first?.trialDays, days)
    }

    @Test func `the plan in the help is one, and has what help calls required`() throws {
        try expectEqual(PlanFile.plans(PlanFile.example).plans.map(\.descriptor), ["team"])
        let plan = try JSONValue(parsing: PlanFile.example)[0]?.objectValue ?? JSONObject()
        for member in PlanFile.members where member.summary.hasSuffix("(required)") {
            var other = plan
            other[member.label] = nil
            expectEqual(other.count, plan.count - 1)
            let text = String(decoding: JSONValue.array([.object(other)]).encoded, as: UTF8.self)
            #expect(throws: PlanFileError.self, "\(member.label)") { try PlanFile.plans(text) }
        }
    }

    @Test(arguments: [
        "[]", "[1]", #"[{"name": "x", "isPaid": true}]"#,
        #"[{"descriptor": "a", "name": "A", "isPaid": true, "price": "1", "colour": "red"}]"#,
        #"[{"descriptor": "a", "name": "A", "isPaid": true, "price": "cheap"}]"#,
        #"[{"descriptor": "a", "name": "A", "isPaid": true, "price": "1", "interval": "week"}]"#,
        #"[{"descriptor": "a", "name": "A", "isPaid": true, "price": "1", "trialDays": -1}]"#,
        #"[{"descriptor": "a", "name": "A", "isPaid": true, "price": "1", "currency": "dollars"}]"#,
        #"[{"descriptor":"a","name":"A","isPaid":false},{"descriptor":"a","name":"B","isPaid":false}]"#,
        #"[{"descriptor": "a", "name": "A", "isPaid": true, "price": "1", "currency": "ZZZ"}]"#,
        #"[{"descriptor": "a", "name": "A", "isPaid": true, "price": "1", "trialDays": 731}]"#,
        """
        [{"descriptor": "a", "name": "A", "isPaid": true, "stripePriceId": "p"},
         {"descriptor": "b", "name": "B", "isPaid": true, "stripePriceId": "p"}]
        """,
        #"[{"descriptor": "a", "name": "A", "isPaid": true}]"#,
        #"[{"descriptor": "a", "name": "A", "isPaid": true, "price": "0.00"}]"#,
        #"[{"descriptor": "a", "name": "A", "isPaid": true, "price": 0, "stripePriceId": "p"}]"#,
        #"[{"descriptor": "a", "name": "A", "isPaid": true, "price": "1.999"}]"#,
        #"[{"descriptor": "a", "name": "A", "isPaid": true, "price": "1.5", "currency": "JPY"}]"#,
        #"[{"descriptor": "a", "name": "A", "isPaid": false, "price": "10"}]"#,
        "/nowhere/plans.json",
    ])
    func `plans that are none are refused`(_ text: String) {
        #expect(throws: PlanFileError.self) { try PlanFile.plans(text) }
    }
}
