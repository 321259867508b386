import JSON

/// The people who fill in the auto-saving wizard (contract A).
final class WizardPlayer: DemoPlayer {
    static let flow = "wizard"
    static let peopleCount = 40
    /// Whose story is told: two tabs, and an identity provider that fails.
    static let heroIndex = 11

    var story = ""
    /// The wizard's version as each person's page last saw it.
    private var versions: [Int: Int] = [:]

    static func outcome(_ facts: DemoFacts) -> FlowOutcome {
        let undone = facts.count("IdentitySyncFailed")
        return FlowOutcome(
            flow, began: facts.categories["wizard"] ?? 0,
            done: facts.count("OnboardingCompleted") - undone,
            [
                ("saves", facts.count("StepSaved")),
                ("tenants", facts.count("CompanyInitialized")), ("undone", undone),
            ])
    }

    var acts: [DemoAct] {
        var random = DemoRandom(seed: 3001)
        return (0..<Self.peopleCount).flatMap { script($0, &random).acts }
    }

    /// Some leave on each page, some have two tabs open, and sometimes the provider is away.
    private func script(_ index: Int, _ random: inout DemoRandom) -> DemoScript {
        let isHero = index == Self.heroIndex
        let person = random.person(index)
        var script = DemoScript(startingAt: random.start(hours: 3))
        script.add(after: 0) { [self] in
            try save(0, ["entityName": .string(person.company)], person, $0)
        }
        for (step, data) in Self.pages(person).enumerated() {
            if random.happens(0.1) && !isHero { return script }
            script.add(after: random.seconds(20, 300)) { [self] in
                try save(step + 1, data, person, $0)
            }
        }
        if random.happens(0.25) || isHero {
            script.add(after: random.seconds(5, 60)) { [self] in try saveInOldTab(person, $0) }
        }
        if random.happens(0.1) && !isHero { return script }
        script.add(after: random.seconds(20, 120)) { [self] in try initialize(person, $0) }
        if random.happens(0.15) && !isHero { return script }
        let isAway = random.happens(0.15) || isHero
        script.add(after: random.seconds(10, 600)) { [self] in
            try complete(person, isProviderAway: isAway, $0)
        }
        return script
    }

    /// What the pages behind the first one save.
    private static func pages(_ person: DemoPerson) -> [JSONObject] {
        [
            ["country": .string(person.country), "currency": .string(person.currency)],
            ["fiscalYearStart": 4, "timezone": "Europe/Berlin"],
        ]
    }

    private func login(_ person: DemoPerson) -> DemoLogin {
        DemoLogin("wizard-user-\(person.index)", email: "wizard-\(person.email)")
    }

    /// With the version that the page last saw (A2).
    private func save(_ step: Int, _ data: JSONObject, _ person: DemoPerson, _ stage: DemoStage)
        throws
    {
        let form = form(step, data, version: versions[person.index] ?? 0)
        let saved = try stage.ask(
            "POST", "/system/onboarding/save-step", form, as: login(person))
        versions[person.index] = saved["version"]?.intValue
    }

    private func form(_ step: Int, _ data: JSONObject, version: Int) -> JSONObject {
        [
            "step": .number(JSONNumber(step)), "data": .object(data),
            "version": .number(JSONNumber(version)),
        ]
    }

    /// A tab that was opened after the first page saves another name: it is told what stands now,
    /// reads the wizard again and saves.
    private func saveInOldTab(_ person: DemoPerson, _ stage: DemoStage) throws {
        let name = JSONValue.string(person.family + " & Daughters")
        let stale = form(0, ["entityName": name, "country": "AT"], version: 1)
        let problem = try stage.refused(
            [409], "/system/onboarding/save-step", stale, as: login(person))
        let resumed = try stage.ask("GET", "/system/onboarding/resume", as: login(person))
        versions[person.index] = resumed["version"]?.intValue
        try save(0, ["entityName": name], person, stage)
        let conflicts = problem["conflicts"]?.arrayValue ?? []
        let fields = conflicts.map { conflict in
            "\(conflict["field"]?.stringValue ?? "?") is \(conflict["value"]?.stringValue ?? "?") "
                + "by now, set by \(conflict["setBy"]?["id"]?.stringValue ?? "?")"
        }
        tell(
            person,
            "\(person.name) fills in the wizard in two tabs. The older one gets "
                + "\(DemoStage.words(problem)): \(fields.joined(separator: "; ")). It reads "
                + "version \(resumed["version"]?.intValue ?? 0) and saves again.")
    }

    /// Makes the tenant (A6); the gate still keeps the person in the wizard.
    private func initialize(_ person: DemoPerson, _ stage: DemoStage) throws {
        let before = try stage.gate(Self.flow, "/dashboard", as: login(person))
        _ = try stage.ask(
            "POST", "/onboarding/initialize",
            [
                "accountType": "business", "entityName": .string(person.company),
                "country": .string(person.country), "currency": .string(person.currency),
            ], as: login(person))
        tell(person, "The gate still sends /dashboard to \(before).")
    }

    /// The provider that is away undoes the completion; the second try stands.
    private func complete(_ person: DemoPerson, isProviderAway: Bool, _ stage: DemoStage) throws {
        let target = "/onboarding/complete"
        if isProviderAway {
            _ = try stage.ask("POST", "/dev/identity-sync", ["failNext": 1])
            let problem = try stage.refused([500], target, as: login(person))
            tell(person, "To complete is \(DemoStage.words(problem)), and undone;")
        }
        _ = try stage.ask("POST", target, as: login(person))
        let gate = try stage.gate(Self.flow, "/dashboard", as: login(person))
        tell(person, "once more, and /dashboard is \(gate).")
    }
}
