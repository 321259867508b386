import JSON

/// The merchants who ask for access, are approved by an admin, and set up their shop (contract M).
final class MerchantPlayer: DemoPlayer {
    static let flow = "merchant"
    static let peopleCount = 30
    /// Whose story is told.
    static let heroIndex = 3

    var story = ""
    private var tenants: [Int: String] = [:]
    private let admin = DemoLogin("admin-1", email: "root@example.com", ["role": "admin"])

    /// The workspace of the merchant whose story is told, for the audit trail.
    var heroTenant: String? { tenants[Self.heroIndex] }

    static func outcome(_ facts: DemoFacts) -> FlowOutcome {
        FlowOutcome(
            flow, began: facts.count("AccessRequested"), done: facts.count("MerchantOnboarded"),
            [
                ("approved", facts.count("AccessApproved")),
                ("suspended", facts.count("AccessSuspended")),
            ])
    }

    var acts: [DemoAct] {
        var random = DemoRandom(seed: 3004)
        return (0..<Self.peopleCount).flatMap { script($0, &random).acts }
    }

    /// Some are never approved, some suspended, some never choose.
    private func script(_ index: Int, _ random: inout DemoRandom) -> DemoScript {
        let isHero = index == Self.heroIndex
        let person = random.person(index)
        let provider = random.pick(["square", "square", "clover", "other"])
        var script = DemoScript(startingAt: isHero ? 3600 * 11 : random.start(hours: 3))
        script.add(after: 0) { [self] in try ask(person, $0) }
        if random.happens(0.2) && !isHero { return script }
        script.add(after: random.seconds(1800, 2 * 86_400)) { [self] in
            try decide("approve", person, "known shop", $0)
        }
        if random.happens(0.1) && !isHero {
            script.add(after: random.seconds(600, 7200)) { [self] in
                try decide("suspend", person, "chargebacks", $0)
            }
            return script
        }
        if random.happens(0.15) && !isHero { return script }
        script.add(after: random.seconds(600, 7200)) { [self] in try describe(person, $0) }
        if random.happens(0.15) && !isHero { return script }
        script.add(after: random.seconds(30, 600)) { [self] in try choose(provider, person, $0) }
        return script
    }

    private func login(_ person: DemoPerson) -> DemoLogin {
        DemoLogin(
            "merchant-\(person.index)",
            email: "\(person.given)@\(person.family)-\(person.index).example".lowercased(),
            ["requested_role": "client"])
    }

    /// The first look asks for access (M2).
    private func ask(_ person: DemoPerson, _ stage: DemoStage) throws {
        let me = try stage.ask("GET", "/api/v1/auth/me", as: login(person))
        tell(person, "\(person.name) asks to sell: \(me["code"]?.stringValue ?? "?").")
    }

    /// An admin's decision with its reason (M3); an approval makes the workspace.
    private func decide(
        _ verb: String, _ person: DemoPerson, _ reason: String, _ stage: DemoStage
    ) throws {
        let user = login(person).subject
        let decided = try stage.ask(
            "PATCH", "/api/v1/admin/users/\(user)/\(verb)", ["reason": .string(reason)], as: admin)
        guard let workspace = decided["workspace"] else { return }
        tenants[person.index] = workspace["tenantId"]?.stringValue
        let me = try stage.ask("GET", "/api/v1/auth/me", as: login(person))
        let gate = try stage.gate(Self.flow, "/", as: login(person))
        let name = workspace["name"]?.stringValue ?? "?"
        let isOwed = me["needsMerchantOnboarding"]?.boolValue ?? false
        tell(
            person,
            "An admin approves, which makes the workspace “\(name)”; needsMerchantOnboarding is "
                + "\(isOwed), and the gate sends / to \(gate).")
    }

    /// Name and country of the shop (M5).
    private func describe(_ person: DemoPerson, _ stage: DemoStage) throws {
        try change(
            ["businessName": .string(person.company), "country": .string(person.country)], person,
            stage)
    }

    /// The choice that completes the onboarding (M8).
    private func choose(_ provider: String, _ person: DemoPerson, _ stage: DemoStage) throws {
        try change(["posProviderPreference": .string(provider)], person, stage)
        let target = "/api/v1/client/tenants/\(tenants[person.index] ?? "")/pos"
        let pos = try stage.ask("GET", target, as: login(person))
        let gate = try stage.gate(Self.flow, "/", as: login(person))
        let isSquareOpen = pos["square"]?["enabled"]?.boolValue == true
        let isCloverOpen = pos["clover"]?["visible"]?.boolValue == true
        tell(
            person,
            "With \(provider) chosen, Square is \(isSquareOpen ? "offered" : "not offered"), "
                + "Clover \(isCloverOpen ? "is" : "is not"), and / is \(gate).")
    }

    private func change(_ form: JSONObject, _ person: DemoPerson, _ stage: DemoStage) throws {
        let target = "/api/v1/client/tenants/\(tenants[person.index] ?? "")/onboarding"
        _ = try stage.ask("PATCH", target, form, as: login(person))
    }
}
