import Digest
import Foundation
import JSON
import LogTestSupport
import Onboarding
import TestSupport
import Testing
import Time

@testable import EventLog
@testable import OnboardingLedger
@testable import ReadModels

/// Erasing a person (contract L14), on real files.
@Suite("Erasure", .timeLimit(.minutes(5))) struct ErasureTests {
    private static let email = "ada.king@lovelace.example"
    private let people: TestSignUps

    private var home: TestLedger { people.home }

    init() throws { people = TestSignUps(try TestLedger()) }

    /// A user with a tenant, and beside them an abandoned session under the same email.
    @discardableResult
    private func playAda() async throws -> (session: StreamID, user: String) {
        let token = try await people.start(Self.email).value.sessionToken
        _ = try await people.signUps.sendCode(people.request(token))
        try await people.verify(token, code: people.code(Self.email), password: "engines of 1843")
        _ = try await people.signUps.stageBusiness(TestSignUps.business, people.request(token))
        let done = try await people.signUps.complete(people.request(token))
        return (try people.stream(token), done.value.user.id)
    }

    private func erase(_ subject: String, _ reason: String = "She asked for it.") async throws
        -> ErasureReceipt
    {
        try await home.ledger.erase(
            ErasureRequest(
                subject: subject, reason: reason, actor: EventActor(kind: .admin, id: "root"),
                requestID: "request-9"))
    }

    /// What of Ada's is in which file; read by another process, for the sake of SQLite's locks.
    private func traces(_ words: [String] = [email, "Lovelace", "192.0.2.1", "Engines"]) throws
        -> [String]
    {
        let copy = try home.home.copy()
        let names = try FileManager.default.contentsOfDirectory(atPath: copy.directory.path)
        return try names.sorted().flatMap { name in
            let bytes = try Files.bytes("\(copy.directory.path)/\(name)")
            return words.filter { bytes.contains($0) }.map { "\(name): \($0)" }
        }
    }

    // MARK: What is gone

    @Test(arguments: ["email", "user", "session", "tenant"])
    func `whatever names the person, no file holds anything of them`(by: String) async throws {
        let (session, user) = try await playAda()
        expectFalse((try traces()).isEmpty)
        let tenant = try await home.state(StreamID(category: "profile", id: user))
        guard case .profile(let profile) = tenant, let tenantID = profile.tenantID else {
            throw Stop()
        }
        let subjects = [
            "email": Self.email.uppercased(), "user": user, "session": session.name,
            "tenant": "tenant-\(tenantID)",
        ]
        let receipt = try await erase(try required(subjects[by]))
        try expectEqual(traces(), [])
        expectEqual(Set(receipt.streams), [session.name, "profile-\(user)", "tenant-\(tenantID)"])
        expectTrue(receipt.secretCount > 0)
        let (hash, epoch) = try await home.ledger.read { reader in
            let key = Array(user.utf8)
            return (
                try reader.log.vaultValue(.password, key),
                try reader.log.vaultValue(.signInEpoch, key).signInEpoch
            )
        }
        expectNil(hash)
        // Whoever was being let in by the password then is let in no more.
        expectEqual(epoch, 1)
    }

    /// What the issuer said of them before, a page that was left open sends again.
    @Test func `a token of before the erasure brings nothing back`() async throws {
        let test = try TestMembers()
        let facts = RequestFacts(requestID: "request-1")
        var person = Person(subject: "u1", email: Self.email, isEmailVerified: true)
        person.saidAt = test.home.clock.now()
        _ = try await test.members.profile(person, facts)
        test.home.clock.advance(seconds: 60)
        _ = try await test.ledger.erase(
            ErasureRequest(
                subject: Self.email, reason: "She asked for it.",
                actor: EventActor(kind: .admin, id: "root"), requestID: "request-9"))
        for _ in 1...2 {
            let found = try await test.members.profile(person, facts)
            expectEqual(found.state.email, "")
        }
        test.home.clock.advance(seconds: 60)
        person.saidAt = test.home.clock.now()
        let found = try await test.members.profile(person, facts)
        expectEqual(found.state.email, Self.email)
        try await test.home.verify()
    }

    @Test func `a password that waits for its account goes with the session's time`() async throws {
        let token = try await people.start(Self.email).value.sessionToken
        _ = try await people.signUps.sendCode(people.request(token))
        try await people.verify(token, code: people.code(Self.email), password: "engines of 1843")
        let waiting = try await home.ledger.read { reader in
            var count = 0
            let day = noon...noon.adding(seconds: SignUp.lifetimeSeconds)
            try reader.log.scanVault(.pendingPassword, expiring: day) { _, _ in count += 1 }
            return count
        }
        expectEqual(waiting, 1)
    }

    @Test func `chain, proofs, views and counts are as they were`() async throws {
        try await playAda()
        try await home.playPast()
        let before = try await home.ledger.head().size
        let query = FunnelQuery(flow: "signup")
        let counted = try await home.ledger.funnel(query)
        _ = try await erase(Self.email)
        try await home.verify()
        let after = try await home.ledger.head().size
        let proof = try await home.ledger.consistencyProof(from: before, to: after)
        try LedgerProof.consistency(proof).verify()
        var sameMoment = query
        sameMoment.asOf = counted.asOf
        let again = try await home.ledger.funnel(sameMoment)
        expectTrue(again.stages == counted.stages && again.subjects == counted.subjects)
    }

    @Test func `others keep what is theirs`() async throws {
        try await playAda()
        let bob = try await people.readySession("bob@example.org")
        _ = try await erase(Self.email)
        let state = try await home.state(try people.stream(bob))
        guard case .signUp(let session) = state else { throw Stop() }
        expectTrue(session.email == "bob@example.org" && session.identity?.lastName == "Lovelace")
        expectEqual(session.business?.name, "Engines")
    }

    @Test func `an email in somebody else's data goes, and the rest of it stays`() async throws {
        try await playAda()
        let wizards = TestWizards(home)
        try await wizards.save(
            0, ["accountant": .string("Ask \(Self.email)"), "colour": "green"], version: 0,
            user: "bob")
        let receipt = try await erase(Self.email)
        expectTrue(receipt.streams.contains("wizard-bob"))
        expectEqual(receipt.mentionedIn, [.init(stream: "wizard-bob", userID: "bob")])
        guard
            case .wizard(let wizard) = try await home.state(StreamID(category: "wizard", id: "bob"))
        else { throw Stop() }
        expectEqual(wizard.stepData, ["colour": "green"])
        try expectEqual(traces([Self.email]), [])
        try await home.verify()
    }

    // MARK: A team's own events

    private func own(_ data: String) async throws {
        try await home.append(
            NewEvent(type: EventType("Moved"), data: Array(data.utf8)), to: .loan(1))
    }

    /// As a row of a table is recorded, which has nothing that is told to be personal.
    @Test func `of a subject's own events all goes but what is counted`() async throws {
        let file = """
            {"flow":"loan","stages":[{"name":"moved","on":["Moved"]}],"attributes":["amount"]}
            """
        try await home.ledger.declareFlow(Array(file.utf8), TestSignUps.facts)
        try await own(
            #"{"attributes":{"amount":7},"fields":{"name":"Zelda","phone":5550123,"ill":true}}"#)
        let receipt = try await erase("loan-1")
        expectTrue(receipt.eventCount == 1 && receipt.streams == ["loan-1"])
        try expectEqual(traces(["Zelda", "5550123"]), [])
        let left = try required(try await home.ledger.events(of: .loan(1), limit: 1).first)
        try expectEqual(
            JSONValue(parsing: left.data),
            [
                "attributes": ["amount": 7],
                "fields": ["name": "erased", "phone": "erased", "ill": "erased"],
            ])
        try await expectTrue(erase("loan-1").wasErasedBefore)
        try await home.verify()
    }

    /// As tables with two columns of one name were once imported.
    @Test(arguments: [email, "loan-1"])
    func `a member that is there twice goes with both its values`(subject: String) async throws {
        try await own(#"{"fields":{"note":"\#(Self.email)","note":"Menabrea"}}"#)
        try await own(#"{"fields":{"note":"Babbage","note":"\#(Self.email)"}}"#)
        let receipt = try await erase(subject)
        expectTrue(receipt.streams == ["loan-1"] && receipt.eventCount == 2)
        try expectEqual(traces([Self.email]), [])
        if subject == "loan-1" { try expectEqual(traces(["Menabrea", "Babbage"]), []) }
        try await home.verify()
    }

    // MARK: Deliveries that fitted nobody

    private func deliver(_ delivery: TestDelivery, saying words: String) async throws {
        let body = Array(
            delivery.body.replacing("\"data\":", with: "\"note\":\"\(words)\",\"data\":").utf8)
        let taken = try await people.stripe.take(
            try StripeDelivery(parsing: body), body: body, TestSignUps.facts)
        guard case .unmatched = taken else { throw Stop() }
    }

    /// A sign-up that is paid and not completed: nobody is known yet by its customer. Answers the
    /// session's id.
    private func paidSession() async throws -> String {
        let token = try await people.readySession(Self.email, plan: "professional")
        let session = String(try people.stream(token).id)
        let paid = Array(
            TestDelivery.checkout(
                user: session, customer: "cus_ada", subscription: "sub_ada", amount: 9900
            ).body.utf8)
        _ = try await people.stripe.take(
            try StripeDelivery(parsing: paid), body: paid, TestSignUps.facts)
        return session
    }

    /// Two deliveries that name the person by nothing but the customer's or subscription's id.
    private func deliverByIDs() async throws {
        try await deliver(
            .subscription("updated", "active", "evt_2", customer: "cus_ada", at: 5),
            saying: "Menabrea by customer")
        try await deliver(
            .subscription("updated", "active", "evt_3", customer: "cus_new", "sub_ada", at: 6),
            saying: "Menabrea by subscription")
    }

    @Test func `what a provider told of the person by an id alone goes too`() async throws {
        let session = try await paidSession()
        try await deliverByIDs()
        try await deliver(
            .subscription("updated", "active", "evt_4", customer: "cus_new", "sub_new", at: 7),
            saying: "Menabrea by the other's customer")
        try await deliver(
            .subscription("updated", "active", "evt_5", customer: "cus_bob", "sub_bob", at: 8),
            saying: "Babbage")
        // Another customer's delivery that names the person does not make them the person.
        try await deliver(
            .subscription("updated", "active", "evt_6", customer: "cus_bob", "sub_bob", at: 9),
            saying: session)
        let receipt = try await erase(Self.email)
        expectTrue(receipt.streams.contains("webhook-stripe"))
        expectFalse(receipt.streams.contains("customer-cus_bob"))
        try expectEqual(traces([Self.email, "Lovelace", "Menabrea"]), [])
        expectFalse((try traces(["Babbage"])).isEmpty)
        try await home.verify()
        let again = try await erase(Self.email)
        expectTrue(again.wasErasedBefore)
    }

    /// What is told of by an id, or by the email while nobody has it, comes after the erasure.
    @Test func `what a provider tells late of the person by an id alone is not kept`() async throws
    {
        _ = try await paidSession()
        _ = try await erase(Self.email)
        try await deliverByIDs()
        try await deliver(
            .subscription("updated", "active", "evt_4", customer: "cus_x", "sub_x", at: 7),
            saying: Self.email.uppercased())
        try await deliver(
            .subscription("updated", "active", "evt_5", customer: "cus_bob", "sub_bob", at: 8),
            saying: "Babbage")
        try expectEqual(traces([Self.email, Self.email.uppercased(), "Menabrea"]), [])
        expectFalse((try traces(["Babbage"])).isEmpty)
        var filter = EventFilter()
        filter.types = ["WebhookUnmatched"]
        let kept = try await home.ledger.events(matching: filter, limit: 100)
        expectEqual(kept.map { $0.personal == nil }, [true, true, true, false])
        try await home.verify()
    }

    /// What the person did to it is found first as a deed in a stream of somebody else's.
    @Test func `a payer's profile that the person proved theirs goes as a whole, once`()
        async throws
    {
        let test = try TestMembers()
        let facts = RequestFacts(requestID: "request-1", ipAddress: "192.0.2.1")
        var person = Person(subject: "u1", email: nil, isEmailVerified: nil)
        _ = try await test.members.profile(person, facts)
        try await test.take(.checkout(email: Self.email))
        (person.email, person.isEmailVerified) = (Self.email, true)
        _ = try await test.members.profile(person, facts)
        let receipt = try await test.ledger.erase(
            ErasureRequest(
                subject: Self.email, reason: "She asked for it.",
                actor: EventActor(kind: .admin, id: "root"), requestID: "request-9"))
        expectEqual(receipt.positions.reduce(0) { $0 + $1.count }, receipt.eventCount)
        let profiles = receipt.streams.filter { $0.hasPrefix("profile-") }
        expectEqual(profiles.count, 2)
        for name in profiles {
            let notes = try await test.ledger.erasures(of: try required(StreamID(name)))
            expectEqual(notes.map(\.extent), [.all])
        }
        try await test.home.verify()
    }

    /// The provider's word counts for when it was made; an account may be paid for afresh.
    @Test func `a payment reported before the erasure opens no profile after it`() async throws {
        try await playAda()
        home.clock.advance(seconds: 60)
        _ = try await erase(Self.email)
        let profiles = try await profileCount()
        let words = [Self.email, "Lovelace"]
        try await deliver(
            .checkout("evt_1", "cs_old", email: Self.email, customer: "cus_z", at: -1),
            saying: "of before")
        try expectEqual(traces(words), [])
        try await expectEqual(profileCount(), profiles)
        let paid = TestDelivery.checkout(
            "evt_2", "cs_new", email: Self.email, customer: "cus_y", at: 3600)
        let body = Array(paid.body.utf8)
        let taken = try await people.stripe.take(
            try StripeDelivery(parsing: body), body: body, TestSignUps.facts)
        expectEqual(taken, .recorded)
        try await expectEqual(profileCount(), profiles + 1)
        try await home.verify()
    }

    private func profileCount() async throws -> Int {
        try await home.ledger.subjects(.profile, SubjectQuery()).rows.count
    }

    // MARK: What is kept meanwhile

    @Test func `an outcome that was kept since the search is found as those before`() async throws {
        func keep(_ name: String, _ outcome: String, user: String? = nil) async throws {
            let key = IdempotencyKey(
                scope: "x", key: name, fingerprint: SHA256.hash([]), userID: user)
            _ = try await home.ledger.performOnce(key) { _ in outcome }
        }
        _ = try await people.start(Self.email)
        try await keep("before", "Hello \(Self.email)")
        let reader = try LogReader(directory: home.directory)
        let found = try PersonSearch.find(.email(Self.email), reader)
        let search = try PersonSecrets.Search(of: found.traces, reader)
        func secrets() throws -> PersonSecrets {
            try PersonSecrets(of: found.traces, search, reader, now: home.clock.now())
        }
        try expectEqual(secrets().count, 1)
        try await keep("since", Self.email)
        try await keep("other", "bob@example.org", user: "bob")
        try expectEqual(secrets().count, 2)
        // Whose request it was says it where the answer does not.
        try await keep("own", "done", user: try required(found.traces.streams.first).name)
        try expectEqual(secrets().count, 3)
    }

    // MARK: What tells of it

    @Test func `the receipt can be read again, and tells nothing of the person`() async throws {
        let (session, user) = try await playAda()
        let receipt = try await erase(Self.email)
        expectEqual(receipt.erasedBy, EventActor(kind: .admin, id: "root"))
        expectTrue(receipt.reason == "She asked for it." && receipt.erasedAt == noon)
        expectEqual(receipt.eventCount, receipt.positions.reduce(0) { $0 + $1.count })
        try await expectEqual(home.ledger.erasure(id: receipt.id), receipt)
        try await expectNil(home.ledger.erasure(id: "none"))
        for stream in [session, StreamID(category: "profile", id: user)] {
            let notes = try await home.ledger.erasures(of: stream)
            expectEqual(notes.map(\.erasureID), [receipt.id])
            expectEqual(notes.first?.sentence.contains("by admin root because: She asked"), true)
        }
        let events = try await home.ledger.events(of: session, limit: 100)
        expectEqual(events.last?.type.name, "PersonalDataErased")
        expectTrue(events.allSatisfy { $0.personal == nil && $0.origin == nil && $0.salt == nil })
    }

    @Test func `a reason that holds the person's data is refused, and nothing happens`()
        async throws
    {
        try await playAda()
        let head = home.ledger.bell.head
        for reason in ["Mail from \(Self.email.uppercased())", "Mrs Lovelace asked"] {
            await #expect(throws: ErasureRefusal.reasonIsPersonal) {
                _ = try await erase(Self.email, reason)
            }
        }
        expectEqual(home.ledger.bell.head, head)
    }

    @Test(arguments: ["nobody@example.org", "nobody", "session-none"])
    func `who is not known is not erased`(subject: String) async throws {
        try await playAda()
        await #expect(throws: ErasureRefusal.unknownSubject) { _ = try await erase(subject) }
    }

    @Test func `a stream about no single person is refused`() async throws {
        try await playAda()
        let receipt = try await erase(Self.email)
        let name = "erasure-\(receipt.id)"
        await #expect(throws: ErasureRefusal.notAPerson(name)) { _ = try await erase(name) }
    }

    // MARK: Again, and afterwards

    @Test func `erasing twice appends nothing and answers the first receipt`() async throws {
        let (session, user) = try await playAda()
        let first = try await erase(Self.email)
        let head = home.ledger.bell.head
        for subject in [Self.email, user, session.name] {
            let again = try await erase(subject, "Once more.")
            expectTrue(
                again.wasErasedBefore && again.id == first.id && again.reason == first.reason)
        }
        expectEqual(home.ledger.bell.head, head)
    }

    @Test func `the email signs up afresh, and can be erased afresh`() async throws {
        let (_, user) = try await playAda()
        let first = try await erase(Self.email)
        home.clock.advance(seconds: 600)
        let (_, again) = try await playAda()
        expectTrue(again != user)
        let second = try await erase(Self.email)
        expectTrue(second.id != first.id && !second.wasErasedBefore)
        expectFalse(second.streams.contains("profile-\(user)"))
        try expectEqual(traces(), [])
        try await home.verify()
    }

    @Test func `an erased session is over, and its email is free at once`() async throws {
        let token = try await people.readySession(Self.email)
        _ = try await erase(Self.email)
        await #expect(throws: SignUpRejection.sessionExpired) {
            _ = try await people.signUps.complete(people.request(token))
        }
        let fresh = try await people.start(Self.email).value.sessionToken
        expectTrue(fresh != token)
    }

    @Test func `an export after it gives the same hashes in an empty ledger`() async throws {
        try await playAda()
        _ = try await erase(Self.email)
        var bytes: [UInt8] = []
        _ = try LedgerExport.run(home.directory, from: 1, through: nil) { bytes += $0 }
        expectTrue(!Data(bytes).contains(Self.email) && !Data(bytes).contains("Lovelace"))
        let lines = bytes.split(separator: UInt8(ascii: "\n")).map(Array.init)
        let target = try TestLedger()
        _ = try await target.ledger.restore(lines, firstLine: 1)
        let (left, right) = (try await home.verify(), try await target.verify())
        expectEqual(left, right)
    }

    @Test func `a reader of an old state puts the scrubbing off, and it is made up for`()
        async throws
    {
        try await playAda()
        let receipt: ErasureReceipt
        do {
            let reader = try ViewReader(directory: home.directory)
            try reader.begin()
            receipt = try await erase(Self.email)
            expectTrue(!receipt.isScrubbed && receipt.eventCount > 0)
            _ = reader
        }
        try await expectTrue(home.ledger.completeErasures())
        try expectEqual(traces(), [])
        try await expectEqual(home.ledger.erasure(id: receipt.id)?.isScrubbed, true)
    }

    // MARK: Tampering

    @Test func `personal data that vanished without an erasure is found`() async throws {
        try await playAda()
        let copy = try await closedCopy()
        try TestLedger.tamperLog(
            copy,
            """
            UPDATE event SET erased_digest = x'\(String(repeating: "01", count: 32))', personal = NULL, salt = NULL,
                origin = NULL WHERE position = 1
            """)
        try expectEqual(defect(copy)?.kind, .hashMismatch)
    }

    @Test func `what an erasure left cannot be changed unnoticed`() async throws {
        try await playAda()
        _ = try await erase(Self.email)
        let copy = try await closedCopy()
        try TestLedger.tamperLog(
            copy, "UPDATE event SET data = replace(data, 'GB', 'FR') WHERE data_digest IS NOT NULL")
        try expectEqual(defect(copy)?.kind, .remainsMismatch)
    }

    @Test func `an erasure that nobody recorded is found`() async throws {
        try await playAda()
        let event = try required(
            try await home.ledger.events(matching: EventFilter(), limit: 1).first)
        let gone = event.leaving(EventRemains(data: event.data))
        let copy = try await closedCopy()
        let digest = try required(gone.erasedDigest?.hex)
        try TestLedger.tamperLog(
            copy,
            """
            UPDATE event SET erased_digest = x'\(digest)', personal = NULL, salt = NULL,
                origin = NULL WHERE position = 1
            """)
        let defect = try defect(copy)
        expectTrue(defect?.kind == .unexplainedErasure && defect?.position == 1)
    }

    private func closedCopy() async throws -> TestDirectory {
        home.ledger.close()
        return try home.home.copy()
    }

    private func defect(_ home: TestDirectory) throws -> ChainDefect? {
        let reader = try LogReader(directory: home.directory)
        do {
            _ = try reader.verify(directory: home.directory, erasures: RecordedErasure.reading) {
                _, _ in
            }
            return nil
        } catch let defect as ChainDefect { return defect }
    }
}
