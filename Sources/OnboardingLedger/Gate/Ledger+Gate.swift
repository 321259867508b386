import EventLog
import Onboarding
import ReadModels
import Time

extension Ledger {
    /// Whether a visitor may see a page (G1), from memory and at once; nil when something must be
    /// read first, which `gate(_:for:)` does. Never blocks.
    ///
    /// - Throws: as `gate(_:for:)`.
    public func rememberedGate(_ question: GateQuestion, for visitor: GateVisitor) throws
        -> GateAnswer?
    {
        do {
            return try desk(RememberedFacts(memory: gates), gates.flows).answer(question, visitor)
        } catch is GateMiss { return nil }
    }

    /// Whether a visitor may see a page (G1). What memory lacks is read on a reader thread and held
    /// from then on.
    ///
    /// - Throws: `FlowNotDeclared`; `SignUpRejection` for a session that is not open (K0);
    ///   `CallRejection.spaceNotFound`; `LogFailure`.
    public func gate(_ question: GateQuestion, for visitor: GateVisitor) async throws -> GateAnswer
    {
        if let answer = try rememberedGate(question, for: visitor) { return answer }
        return try await read { [self] reader in
            try desk(LoadedFacts(memory: gates, reader: reader), gates.flows)
                .answer(question, visitor)
        }
    }

    /// What has become of the rights of the admin as whom a person acts (M3, S11), from memory and
    /// at once; nil when it must be read first, which `office` does. Whom the ledger does not know
    /// holds it.
    ///
    /// Whom a verified email leads to is always read: only identities that were not linked yet ask.
    public func rememberedOffice(of person: Person) throws -> AdminOffice? {
        do {
            let desk = desk(RememberedFacts(memory: gates), gates.flows)
            let known = try desk.office(of: person.subject, givenAt: person.saidAt)
            return known ?? (person.verifiedEmail == nil ? .held : nil)
        } catch is GateMiss { return nil }
    }

    /// What has become of the rights of the admin as whom a person acts, or will from the first
    /// request on (M3, S11).
    public func office(of person: Person) async throws -> AdminOffice {
        if let known = try rememberedOffice(of: person) { return known }
        return try await read { [self] reader in
            let desk = desk(LoadedFacts(memory: gates, reader: reader), gates.flows)
            if let known = try desk.office(of: person.subject, givenAt: person.saidAt) {
                return known
            }
            guard let owner = try Profiles.owner(of: person, reader)?.state else { return .held }
            return AdminOffice(
                isSuspended: owner.access.status == .suspended, endedAt: owner.adminEndedAt,
                givenAt: person.saidAt)
        }
    }

    private func desk<Source: GateSource>(_ source: Source, _ flows: FlowCatalogue)
        -> GateDesk<Source>
    {
        GateDesk(source: source, flows: flows, secrets: secrets, now: now)
    }

    /// How many streams the gates hold in memory.
    public var gateStreamCount: Int { gates.count }
}

extension Ledger {
    /// What a subject of a flow owes (X3).
    ///
    /// - Parameters:
    ///   - shopFields: what a merchant's shop must say of itself, as configured (M8).
    ///   - firstSight: what the merchants' door will make of a person whom it has not seen.
    /// - Throws: `FlowNotDeclared`; `SignUpRejection.sessionNotFound`;
    ///   `CallRejection.spaceNotFound`; `LogFailure`.
    public func requirements(
        of visitor: GateVisitor, in flow: String,
        shopFields: [ShopField] = ShopState.requiredFields,
        firstSight: AccessState = AccessState()
    ) async throws -> SubjectRequirements {
        await refusals.whenRecorded()
        return try await read { [self] reader in
            try RequirementsDesk(
                reader: reader, flows: gates.flows, secrets: secrets, now: now,
                shopFields: shopFields, firstSight: firstSight
            ).requirements(of: visitor, in: flow)
        }
    }
}

/// The same straight from the files, for a program beside the one that has the ledger open.
extension LedgerReader {
    /// The time by which the ledger goes: never before its last event, however far ahead the clock
    /// of the program that wrote it was moved (dev mode).
    package func now(_ clock: any WallClock) throws -> Timestamp {
        let present = clock.now()
        return max(present, try log.head().recordedAt ?? present)
    }

    /// - Throws: as the ledger's own `gate(_:for:)`.
    package func gate(_ question: GateQuestion, for visitor: GateVisitor, now: Timestamp) throws
        -> GateAnswer
    {
        let flows = try log.flowCatalogue()
        return try GateDesk(
            source: RecordedFacts(reader: self), flows: flows,
            secrets: DerivedSecrets(serverKey: try log.serverKey()), now: now
        ).answer(question, visitor)
    }

    /// - Parameter shopFields: what a merchant's shop must say of itself, as configured (M8).
    /// - Throws: as the ledger's own `requirements(of:in:)`.
    package func requirements(
        of visitor: GateVisitor, in flow: String, shopFields: [ShopField], now: Timestamp
    ) throws -> SubjectRequirements {
        try RequirementsDesk(
            reader: self, flows: try log.flowCatalogue(),
            secrets: DerivedSecrets(serverKey: try log.serverKey()), now: now,
            shopFields: shopFields, firstSight: AccessState()
        ).requirements(of: visitor, in: flow)
    }
}
