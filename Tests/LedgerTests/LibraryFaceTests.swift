import Foundation
import JSON
import OnboardingLedger
import TestSupport
import Testing

/// What an app gives to the library and takes from it, in the forms that the API has (contract L17).
@Suite("Library's face", .timeLimit(.minutes(5))) struct LibraryFaceTests {
    private let home: TestLedger
    private var ledger: Ledger { home.ledger }
    private let facts = RequestFacts(requestID: "request-1")

    init() throws { home = try TestLedger() }

    // MARK: Deliveries

    @Test func `a payment provider's delivery is checked, read and taken`() async throws {
        let members = Memberships(
            ledger: ledger, plans: .dev, places: .system, checkouts: TestCheckouts())
        let body = Array(TestDelivery.checkout(user: "ada").body.utf8)
        let field = StripeSignature.field(for: body, secret: Array("s".utf8), at: noon)
        let signature = try StripeSignature(field)
        try signature.verify(body, secret: Array("s".utf8), now: noon)
        #expect(throws: StripeSignature.Refusal.wrong) {
            try signature.verify(body, secret: Array("t".utf8), now: noon)
        }
        let taken = try await StripeDeliveries(members).take(
            try StripeDelivery(parsing: body), body: body, facts)
        expectEqual(taken, .recorded)
        let ada = Person(subject: "ada", email: "ada@example.com", isEmailVerified: true)
        try await expectTrue(members.profile(ada, facts).state.isPaid)
    }

    @Test func `a calendar's delivery is checked, read and taken`() async throws {
        let spaces = Spaces(ledger: ledger)
        let space = try await spaces.create(
            Spaces.NewSpace(name: "Home"), by: EventActor(kind: .user, id: "ada"), facts
        ).value
        let body = Array(
            """
            {"triggerEvent":"BOOKING_CREATED","createdAt":"2026-03-01T12:00:00Z",
            "payload":{"uid":"m1","metadata":{"spaceId":"\(space.stream.id)"}}}
            """.utf8)
        let field = CalSignature.field(for: body, secret: "s")
        expectTrue(CalSignature.isValid(field, for: body, secret: "s"))
        expectFalse(CalSignature.isValid(field, for: body, secret: "t"))
        let delivery = try CalDelivery(parsing: body, receivedAt: noon)
        try await expectNil(spaces.take(delivery, body: body, facts))
        try await expectEqual(spaces.space(String(space.stream.id)).call.meetingID, "m1")
        #expect(throws: CalDeliveryError.self) {
            try CalDelivery(parsing: Array("{".utf8), receivedAt: noon)
        }
    }

    // MARK: Keys and forms

    @Test func `a save is repeated under its key, and refused with another body`() async throws {
        let wizards = Wizards(ledger: ledger, identity: SandboxIdentitySync())
        func save(_ data: String, _ demanded: DemandedVersions? = nil) async throws -> SavedStep {
            try await wizards.saveStep(
                0, json: Array(data.utf8), version: 0, of: "ada", facts,
                idempotency: IdempotencyKey(scope: "save ada", key: "k", body: Array(data.utf8)),
                demanded: demanded)
        }
        let first = try await save(#"{"a":1}"#)
        try await expectEqual(save(#"{"a":1}"#).version, first.version)
        await #expect(throws: IdempotencyConflict.self) { try await save(#"{"a":2}"#) }
        await #expect(throws: VersionMismatch.self) {
            try await wizards.saveStep(
                0, json: Array(#"{"a":3}"#.utf8), version: 1, of: "ada", facts,
                demanded: DemandedVersions([StreamVersion(rawValue: 7)]))
        }
    }

    @Test func `bodies are read with the contract's checks`() throws {
        let company = Array(#"{"accountType":"business","country":"Austria"}"#.utf8)
        let error = #expect(throws: CompanyFormError.self) {
            try CompanyInitialized(json: company)
        }
        expectEqual(error?.problems.map(\.pointer), ["/entityName", "/country", "/currency"])
        let patch = try ProfilePatch(json: Array(#"{"birth_lat":91,"first_name":"Ada"}"#.utf8))
        expectTrue(patch.firstName == .set("Ada") && patch.birthLatitude == .keep)
        #expect(throws: MalformedJSON.self) { try ProfilePatch(json: Array("[]".utf8)) }
    }

    // MARK: Imports

    private static let flow = #"{"flow":"loan","stages":[{"name":"asked","on":["Asked"]}]}"#

    @Test func `a table is imported in pieces, once, and its bad rows are told`() async throws {
        let table = Array(
            """
            id,what,when
            1,Asked,2026-01-05T10:00:00Z
            2,Asked,yesterday
            "3" x,Asked,2026-01-05T10:00:00Z
            4,Asked,2026-01-05T11:00:00Z

            """.utf8)
        let mapping = ImportMapping(flow: "loan", subject: "id", event: "what", time: "when")
        func run(_ bytes: [UInt8], _ mapping: ImportMapping) async throws -> (ImportCounts, [Int]) {
            var (pieces, bad) = (bytes[...], [Int]())
            let counts = try await ledger.importTable(
                mapping, onBadRow: { bad.append($0.line) },
                next: {
                    defer { pieces = pieces.dropFirst(7) }
                    return Array(pieces.prefix(7))
                })
            return (counts, bad)
        }
        await #expect(throws: FlowNotDeclared.self) { try await run(table, mapping) }
        try await ledger.declareFlow(Array(Self.flow.utf8), facts)
        let (first, bad) = try await run(table, mapping)
        expectTrue(first.appended == 2 && first.skipped == 0)
        expectEqual(bad, [3, 4])
        let (again, _) = try await run(table, mapping)
        expectTrue(again.appended == 0 && again.skipped == 2)
        await #expect(throws: UnfitTable.empty) { try await run([], mapping) }
        var other = mapping
        other.subject = "case"
        await #expect(throws: UnfitTable.self) { try await run(table, other) }
    }

    @Test func `an earlier wizard's progress is taken over, once`() async throws {
        let wizards = Wizards(ledger: ledger, identity: SandboxIdentitySync())
        let lines = [
            "\u{FEFF}"
                + #"{"userId":"u1","currentStep":1,"updatedAt":"2026-01-05T10:00:00Z","stepData":{}}"#,
            #"{"userId":"u1","currentStep":2,"updatedAt":"2026-01-05T11:00:00Z"}"#,
            #"{"userId":"u2","currentStep":1,"updatedAt":"2026-01-05T10:00:00Z","tenantId":7}"#,
            " \r",
        ].map { Array($0.utf8) }
        let (counts, bad) = try await wizards.importProgress(lines, correlationID: "import-1")
        expectEqual(counts.appended, 1)
        expectEqual(bad.map(\.line), [2, 3])
        let (again, _) = try await wizards.importProgress(lines, correlationID: "import-1")
        expectTrue(again.appended == 0 && again.skipped == 1)
    }

    // MARK: Answers

    @Test func `answers have the API's form`() async throws {
        try await ledger.declareFlow(Array(Self.flow.utf8), facts)
        let stream = StreamID(category: "loan", id: "1")
        try await ledger.append(
            [NewEvent(type: EventType("Asked"), data: Array(#"{"amount":5}"#.utf8))], to: stream,
            metadata: EventMetadata(
                actor: EventActor(kind: .user, id: "ada"), correlationID: "c"))
        let funnel = try await ledger.funnel(FunnelQuery(flow: "loan"))
        try expectEqual(JSONValue(parsing: funnel.json)["subjects"], 1)
        expectTrue(String(decoding: funnel.csvText, as: UTF8.self).contains("asked"))
        let event = try required(try await ledger.events(of: stream, limit: 1).first)
        try expectEqual(JSONValue(parsing: event.json())["actor"]?["id"], "ada")
        let state = try required(try await ledger.state(of: stream))
        try expectEqual(JSONValue(parsing: state.json())["version"], 1)
        try await expectEqual(JSONValue(parsing: ledger.head().json)["size"], 2)
        let flow = try required(try await ledger.flows().flow("loan"))
        try expectEqual(JSONValue(parsing: flow.json)["flow"], "loan")
        expectTrue(LedgerSchemas.all.contains { $0.type.name == "SignUpStarted" })
    }

    @Test func `a ledger is read beside the process that writes it`() async throws {
        let reader = ReadOnlyLedger(home.directory)
        let stream = StreamID(category: "loan", id: "1")
        let metadata = EventMetadata(
            actor: EventActor(kind: .user, id: "ada"), correlationID: "c")
        try await ledger.declareFlow(Array(Self.flow.utf8), facts)
        for size in [2, 3] as [Int64] {
            try await ledger.append(
                [NewEvent(type: EventType("Asked"), data: Array("{}".utf8))], to: stream,
                metadata: metadata)
            try expectEqual(reader.head().size.rawValue, size)
        }
        try expectEqual(reader.events(matching: EventFilter(), limit: 10).count, 3)
        try expectEqual(reader.state(of: stream)?.version.rawValue, 2)
        try expectEqual(reader.subjects(.session, SubjectQuery()).rows.count, 1)
        let funnel = try await ledger.funnel(FunnelQuery(flow: "loan"))
        try expectEqual(reader.funnel(FunnelQuery(flow: "loan")).json, funnel.json)
        try await ledger.rebuild()
        try expectEqual(reader.subjects(.session, SubjectQuery()).rows.count, 1)
        let nowhere = ReadOnlyLedger(DataDirectory(path: home.directory.path + "/nowhere"))
        let failure = #expect(throws: LogFailure.self) { try nowhere.head() }
        expectEqual(failure?.code, .absent)
    }

    @Test(arguments: [#"CORP\ada"#, #"a"b"#, "ada"])
    func `what is a user's is listed whatever the id holds`(userID: String) async throws {
        let spaces = Spaces(ledger: ledger)
        _ = try await spaces.create(
            Spaces.NewSpace(name: "Home"), by: EventActor(kind: .user, id: userID), facts)
        var query = SubjectQuery()
        query.ownerID = userID
        try await expectEqual(ledger.subjects(.tenant, query).rows.count, 1)
    }
}
