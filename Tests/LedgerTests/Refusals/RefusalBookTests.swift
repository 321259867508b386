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

/// What refusals cost, and how they are bounded (contract section 8, refusals).
struct RefusalBookTests {
    private static let subject = StreamID.loan(1)
    private static let beside = StreamID(category: "refusals", id: "loan-1")

    private func refusal(_ code: String = "loan.too_soon", of subject: StreamID = Self.subject)
        -> Refusal
    {
        Refusal(
            subject: subject, flow: "loan", command: "sign", code: code, step: "offer",
            actor: EventActor(kind: .user, id: "ada"), facts: RequestFacts(requestID: "request-1"))
    }

    /// Returns once what was told before is recorded.
    private func settled(_ ledger: Ledger) async throws { try await ledger.perform { _ in } }

    private func types(_ ledger: Ledger) async throws -> [String] {
        try await settled(ledger)
        return try await ledger.events(of: Self.beside, limit: 1000).map(\.type.name)
    }

    @Test func `in no hour are more than twenty recorded, wherever it begins`() async throws {
        let home = try TestLedger()
        try await home.append("A_SUBMITTED", to: Self.subject)
        for _ in 1...200 {
            home.ledger.note(refusal())
            try await settled(home.ledger)
            home.clock.advance(seconds: 60)
            home.ledger.settleRefusals()
        }
        try await settled(home.ledger)
        let events = try await home.ledger.events(of: Self.beside, limit: 1000)
        for type in ["CommandRefused", "RefusalsOmitted"] {
            let times = events.filter { $0.type.name == type }.map(\.recordedAt)
            let most = type == "CommandRefused" ? 20 : 1
            for (index, time) in times.enumerated() where index >= most {
                expectTrue(time - times[index - most] >= 3_600_000, "\(type) \(index)")
            }
        }
        home.clock.advance(seconds: 3600)
        home.ledger.settleRefusals()
        try await settled(home.ledger)
        guard case .tally(let tally) = try await home.state(Self.beside) else {
            Issue.record("a stream of refusals is counted")
            return
        }
        expectEqual(tally.counts.values.reduce(0, +), 200, "none is lost")
        expectEqual(home.ledger.refusalCounts.recorded, tally.counts["loan.too_soon"])
        expectEqual(home.ledger.refusalCounts.omitted, tally.counts["omitted"])
        try await home.verify()
    }

    @Test func `the hour is full after a restart too, and closing tells what was left out`()
        async throws
    {
        var home = try TestLedger()
        try await home.append("A_SUBMITTED", to: Self.subject)
        for _ in 1...25 { home.ledger.note(refusal()) }
        try await expectEqual(types(home.ledger).count, 20)
        home = try home.reopen()
        try await expectEqual(types(home.ledger).suffix(1), ["RefusalsOmitted"])
        home.ledger.note(refusal())
        try await settled(home.ledger)
        home.clock.advance(seconds: 5)
        home.ledger.settleRefusals()
        try await expectEqual(types(home.ledger).count, 21, "told once an hour")
        home.clock.advance(seconds: 3600)
        home.ledger.settleRefusals()
        home.ledger.note(refusal())
        try await expectEqual(
            types(home.ledger).suffix(3), ["RefusalsOmitted", "RefusalsOmitted", "CommandRefused"])
    }

    @Test func `an hour takes a thousand that nobody is known to have tried`() {
        var hour = AnonymousHour()
        let taken = (0..<1500).count { _ in hour.take(at: noon) }
        expectEqual(taken, 1000)
        let (before, after) = (
            hour.take(at: noon.adding(seconds: 3599)), hour.take(at: noon.adding(seconds: 3600))
        )
        expectTrue(!before && after)
    }

    @Test func `what has no events is recorded beside who tried, once that has some`() async throws
    {
        let home = try TestLedger()
        try await home.append("A_SUBMITTED", to: Self.subject)
        func told(_ orElse: StreamID) -> Refusal {
            Refusal(
                of: .stream(.loan(99)), orElse: orElse, flow: Refusal.accessFlow,
                command: "approve", code: "x", actor: Refusal.anonymous,
                facts: RequestFacts(requestID: "request-1"))
        }
        home.ledger.note(told(.loan(98)))
        home.ledger.note(told(Self.subject))
        try await expectEqual(types(home.ledger), ["CommandRefused"])
        expectEqual(home.ledger.refusalCounts.unknown, 1)
        // What is nobody's step is not the last thing that a flow refused to the subject.
        let (any, loans) = try await home.ledger.read { reader in
            (
                try reader.log.lastError(of: Self.subject),
                try reader.log.lastError(of: Self.subject, in: "loan")
            )
        }
        expectTrue(any?.code == "x" && loans == nil)
    }

    @Test func `what is recorded beside who tried fills their hour, and nobody else's`()
        async throws
    {
        let home = try TestLedger()
        func refuse(_ admin: String, about number: Int) {
            home.ledger.note(
                Refusal(
                    of: .stream(.loan(number)), orElse: StreamID("profile-\(admin)"),
                    flow: Refusal.accessFlow, command: "comp", code: "x",
                    actor: EventActor(kind: .admin, id: admin),
                    facts: RequestFacts(requestID: "request-1")))
        }
        func recorded(_ name: String) async throws -> [String] {
            let stream = StreamID(category: "refusals", id: name)
            return try await home.ledger.events(of: stream, limit: 1000).map(\.type.name)
        }
        for number in 1...30 { refuse("root", about: number) }
        refuse("eve", about: 1)
        try await expectEqual(recorded("profile-root").count, 20)
        try await expectEqual(recorded("profile-eve").count, 1, "who had not had theirs")
        try await home.append("A_SUBMITTED", to: Self.subject)
        home.ledger.note(refusal())
        try await expectEqual(recorded("loan-1").count, 1)
        home.clock.advance(seconds: 5)
        home.ledger.settleRefusals()
        try await expectEqual(recorded("profile-root").count, 21, "one count of all that were left")
        try await expectEqual(
            home.ledger.events(of: StreamID(category: "refusals", id: "profile-root"), limit: 99)
                .last.map { try JSONValue(parsing: $0.data) }, ["count": 10])
    }

    @Test func `who asks what was refused is told of all that was refused before`() async throws {
        let home = try TestLedger()
        try await home.append("A_SUBMITTED", to: Self.subject)
        for count in 1...20 {
            home.ledger.note(refusal())
            try await expectEqual(home.ledger.events(of: Self.beside, limit: 99).count, count)
        }
    }

    @Test func `refusals that wait together are one command`() async throws {
        let home = try TestLedger()
        try await home.append("A_SUBMITTED", to: Self.subject)
        let (ledger, refusal) = (home.ledger, refusal())
        try await ledger.perform { _ in
            for _ in 1...9 { ledger.note(refusal) }
            expectEqual(ledger.queuedCommandCount, 1)
        }
        try await expectEqual(types(home.ledger).count, 9)
    }

    @Test func `a subject without events gets none, and its refusals are counted`() async throws {
        let home = try TestLedger()
        home.ledger.note(refusal())
        try await settled(home.ledger)
        expectEqual(home.ledger.bell.head, .start)
        expectEqual(home.ledger.refusalCounts, RefusalCounts(unknown: 1))
    }

    @Test func `what a full line has no room for is dropped and counted`() async throws {
        let home = try TestLedger(try TestDirectory(), queuedMax: 1)
        try await home.append("A_SUBMITTED", to: Self.subject)
        let gate = DispatchSemaphore(value: 0)
        let (ledger, isHeld) = (home.ledger, Flag())
        let holder = Task {
            try await ledger.perform { _ in
                isHeld.raise()
                gate.wait()
            }
        }
        await until { isHeld.isRaised }
        let waiting = Task { try await ledger.perform { _ in } }
        await until { ledger.queuedCommandCount == 1 }
        for _ in 1...3 { ledger.note(refusal()) }
        expectEqual(ledger.refusalCounts.dropped, 3)
        gate.signal()
        try await holder.value
        try await waiting.value
        try await expectTrue(types(ledger).isEmpty)
    }

    @Test func `what a failed batch took along is dropped, and counted once`() async throws {
        let home = try TestLedger()
        try await home.append("A_SUBMITTED", to: Self.subject)
        let gate = DispatchSemaphore(value: 0)
        let (ledger, isHeld) = (home.ledger, Flag())
        let holder = Task {
            try await ledger.perform { _ in
                isHeld.raise()
                gate.wait()
            }
        }
        await until { isHeld.isRaised }
        for subject in [.loan(99), Self.subject] { ledger.note(refusal(of: subject)) }
        // SQLite undoes the whole batch, as it may when the disk is full.
        let failing = Task {
            try await ledger.perform { transaction in
                try transaction.append(
                    [StreamAppend(to: .loan(2), expected: .any, events: [.declared("A")])],
                    metadata: .test)
                try transaction.log.connection.execute("ROLLBACK")
                throw LogFailure(.diskFull, "made up")
            }
        }
        await until { ledger.queuedCommandCount == 2 }
        gate.signal()
        try await holder.value
        await #expect(throws: LogFailure.self) { try await failing.value }
        try await expectTrue(types(ledger).isEmpty)
        expectEqual(ledger.refusalCounts, RefusalCounts(dropped: 2))
    }

    @Test func `a list of the past names the last error of then, not of now`() async throws {
        let home = try TestLedger()
        let flow = """
            {"flow":"loan","stages":[{"name":"submitted","on":["A_SUBMITTED"]},
            {"name":"accepted","on":["A_ACCEPTED"]}],"expiry":"P30D"}
            """
        _ = try await home.ledger.declareFlow(Array(flow.utf8), TestSignUps.facts)
        try await home.append("A_SUBMITTED", to: Self.subject)
        home.ledger.note(refusal("loan.too_soon"))
        try await settled(home.ledger)
        var query = DropoffQuery(FunnelQuery(flow: "loan"))
        query.funnel.position = try await home.ledger.head().size
        let then = try await home.ledger.dropoff(query)
        expectEqual(then.subjects.map(\.lastError), ["loan.too_soon"])
        home.clock.advance(seconds: 60)
        home.ledger.note(refusal("loan.too_much"))
        try await settled(home.ledger)
        try await expectEqual(home.ledger.dropoff(query).subjects, then.subjects)
        let now = try await home.ledger.dropoff(DropoffQuery(FunnelQuery(flow: "loan")))
        expectEqual(now.subjects.map(\.lastError), ["loan.too_much"])
    }

    @Test func `the last error is the newest refusal, beside the stream or in it`() async throws {
        let home = try TestLedger()
        try await home.append("A_SUBMITTED", to: Self.subject)
        let none = try await home.ledger.read { try $0.log.lastError(of: Self.subject) }
        expectNil(none)
        for code in ["loan.too_soon", "loan.too_much"] { home.ledger.note(refusal(code)) }
        try await settled(home.ledger)
        let last = try required(
            try await home.ledger.read { try $0.log.lastError(of: Self.subject) })
        expectTrue(last.code == "loan.too_much" && last.step == "offer")
        expectEqual(last.at, noon)
        expectEqual(last.position, 3)
    }

    @Test func `a pointer that is no plain name is left out`() {
        let refusal = Refusal(
            subject: Self.subject, flow: "loan", command: "sign", code: "x",
            fields: [
                "/address/0/city", "/ada@example.com", "/a b",
                "/" + String(repeating: "a", count: 300),
            ],
            actor: EventActor(kind: .user, id: "ada"), facts: RequestFacts(requestID: "r"))
        expectEqual(refusal.telling(by: .builtIn).fields, ["/address/0/city"])
    }

    /// Names that a person typed are their data, which no erasure would find in a refusal (L14).
    @Test func `of what a step was refused for only the file's own names are kept`() async throws {
        let home = try TestLedger()
        let file = ##"""
            {"flow":"own","stages":[{"name":"a","on":["A"]},{"name":"b","on":["B"]}],
            "steps":[{"name":"b","fields":{
            "phones":{"type":"object","x-personal":true,
            "additionalProperties":{"type":"string","pattern":"^\\+"}},
            "address":{"properties":{"street":{"type":"string"}}},
            "prefs":{"properties":{"email":{"type":"boolean"}}},
            "email":{"type":"string"}, "größe":{"type":"integer"}, "a/b~c":{"type":"integer"}},
            "required":["phones","address","email","größe","a/b~c"]}]}
            """##
        try await home.ledger.declareFlow(Array(file.utf8), TestSignUps.facts)
        let subject = StreamID(category: "own", id: "ada")
        try await home.append("A", to: subject)
        let data: JSONValue = [
            "phones": ["0791234567": "bad"], "address": ["street": 7], "prefs": ["email": 7],
            "größe": "x", "a/b~c": "x", "0791234567": 1,
        ]
        let flow = try required(try await home.ledger.flows().flow("own"))
        let refused = #expect(throws: StepRejection.self) {
            try StepFlow.fields(data, ofStep: 0, in: flow)
        }
        guard case .invalidData(let problems) = refused else { throw Stop() }
        expectTrue(problems.contains { $0.pointer == "/data/phones/0791234567" })
        home.ledger.note(
            Refusal(
                subject: subject, flow: "own", command: "save-step",
                code: "onboarding.invalid_fields", fields: problems.map(\.pointer), step: "0",
                actor: EventActor(kind: .user, id: "ada"), facts: TestSignUps.facts))
        try await settled(home.ledger)
        let told = try required(
            try await home.ledger.events(
                of: StreamID(category: "refusals", id: "own-ada"), limit: 1
            ).first)
        expectFalse(String(decoding: told.data, as: UTF8.self).contains("0791234567"))
        try expectEqual(
            JSONValue(parsing: told.data)["fields"],
            [
                "/data/phones", "/data/address/street", "/data/prefs/email", "/data/größe",
                "/data/a~1b~0c", "/data",
            ])
        let visitor = GateVisitor.subject("ada")
        let owed = try await home.ledger.requirements(of: visitor, in: "own").requirements
        let codes = owed.currentlyDue.filter { $0.code != nil }.map(\.name)
        expectEqual(
            codes, ["phones", "address", "größe", "a/b~c"], "and not the email that is due")
        let steps = try await home.ledger.friction(FrictionQuery(flow: "own")).steps
        expectTrue(steps[0].fields.map(\.name).contains("/data/größe"))
    }

    @Test func `what is refused behind an expiry stands at the step that was left (D3)`()
        async throws
    {
        let home = try TestLedger()
        let file = """
            {"flow":"own","stages":[{"name":"a","on":["A"]},{"name":"b","on":["B"]}],
            "expiry":"P1D","steps":[{"name":"s","fields":{"x":{}}},{"name":"b"}]}
            """
        try await home.ledger.declareFlow(Array(file.utf8), TestSignUps.facts)
        let place = StepFlows.Place(flow: "own", userID: "ada")
        let request = StepFlows.PlacedRequest(place: place, facts: TestSignUps.facts)
        _ = try await StepFlows(ledger: home.ledger).saveStep(0, ["x": 1], version: 0, request)
        home.clock.advance(seconds: 86_400)
        let subject = StreamID(category: "own", id: "ada")
        try await home.append("FlowExpired", to: subject)
        home.ledger.note(
            Refusal(
                subject: subject, flow: "own", command: "complete",
                code: "onboarding.session_expired",
                actor: EventActor(kind: .user, id: "ada"), facts: TestSignUps.facts))
        try await settled(home.ledger)
        let steps = try await home.ledger.friction(FrictionQuery(flow: "own")).steps
        expectEqual(steps.map { $0.rejections.map(\.name) }, [["onboarding.session_expired"], []])
    }
}
