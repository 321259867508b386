import Digest
import JSON
import Onboarding
import TestSupport
import Testing
import Time

@testable import EventLog
@testable import OnboardingLedger

/// A1, A2 and A3 on a real ledger.
struct WizardSavingTests {
    private let test: TestWizards

    init() throws { test = try TestWizards() }

    @Test func `a user without progress is at the beginning`() async throws {
        let progress = try await test.wizards.progress(of: "u1")
        expectTrue(progress.stepData.isEmpty && progress.tenantID == nil)
        expectEqual(progress.status, .new)
        try await expectEqual(test.wizards.status(of: "u1"), .new)
    }

    @Test func `saves count up and can be resumed`() async throws {
        try await expectEqual(test.save(0, ["a": 1], version: 0).value.version, 1)
        test.home.clock.advance(seconds: 5)
        let saved = try await test.save(1, ["b": 2], version: 1).value
        expectTrue(saved.version == 2 && saved.currentStep == 1)
        expectEqual(saved.savedAt, noon.adding(seconds: 5))
        let progress = try await test.wizards.progress(of: "u1")
        expectEqual(progress.stepData, ["a": 1, "b": 2])
        expectTrue(progress.version == 2 && progress.currentStep == 1)
    }

    @Test func `saving what is stored keeps the version and the time`() async throws {
        let first = try await test.save(0, ["a": 1], version: 0).value
        test.home.clock.advance(seconds: 5)
        try await expectEqual(test.save(0, ["a": 1], version: 1).value, first)
        try await expectEqual(test.ledger.version(of: .wizard("u1")), 1)
    }

    @Test func `two tabs in conflict learn what was changed, by whom and when`() async throws {
        try await test.save(1, ["phone": "1", "zone": "UTC"], version: 0)
        test.home.clock.advance(seconds: 3)
        try await test.save(1, ["phone": "2"], version: 1)
        let conflict = try await #require(throws: SaveConflict.self) {
            try await test.save(1, ["phone": "3", "zone": "CET"], version: 1)
        }
        expectEqual(conflict.currentVersion, 2)
        expectEqual(conflict.stepData, ["phone": "2", "zone": "UTC"])
        expectEqual(conflict.fields.map(\.name), ["phone"])
        expectEqual(conflict.fields.first?.value, "2")
        expectEqual(conflict.fields.first?.setBy, EventActor(kind: .user, id: "u1"))
        expectEqual(conflict.fields.first?.at, noon.adding(seconds: 3))
        try await expectEqual(test.ledger.version(of: .wizard("u1")), 2)
    }

    @Test func `nobody sees or touches another's wizard`() async throws {
        try await test.save(0, ["secret": 1], version: 0, user: "u1")
        try await expectTrue(test.wizards.progress(of: "u2").stepData.isEmpty)
        try await test.save(0, ["own": 1], version: 0, user: "u2")
        try await expectEqual(test.wizards.progress(of: "u1").stepData, ["secret": 1])
    }

    @Test func `the eleventh save within a minute is refused`() async throws {
        for number in 0..<10 {
            try await test.save(0, ["n": .number(.init(number))], version: number)
        }
        test.home.clock.advance(seconds: 20)
        await #expect(throws: WizardRejection.saveRateLimited(retryAfterSeconds: 40)) {
            try await test.save(0, ["n": 11], version: 10)
        }
        try await test.save(0, ["n": 1], version: 0, user: "u2")
        test.home.clock.advance(seconds: 40)
        try await test.save(0, ["n": 11], version: 10)
    }

    @Test func `a repeated key answers the first save and costs no turn`() async throws {
        let key = IdempotencyKey(scope: "save u1", key: "k", fingerprint: SHA256.hash([1]))
        let first = try await test.save(0, ["a": 1], version: 0, key: key)
        for _ in 0..<20 {
            let again = try await test.save(0, ["a": 1], version: 0, key: key)
            expectTrue(again.isReplay && again.value == first.value)
        }
    }

    @Test func `after completion nothing is saved, and what was stays`() async throws {
        try await test.save(3, ["a": 1], version: 0)
        try await test.initialize()
        try await test.save(3, ["a": 2], version: 1)
        try await test.complete()
        await #expect(throws: WizardRejection.alreadyCompleted) {
            try await test.save(3, ["a": 3], version: 2)
        }
        let progress = try await test.wizards.progress(of: "u1")
        expectTrue(progress.stepData == ["a": 2] && progress.status == .completed)
    }

    @Test func `a demanded version that is not there refuses the save`() async throws {
        try await test.save(0, ["a": 1], version: 0)
        var request = Wizards.SaveRequest(
            userID: "u1", step: 0, data: ["a": 2], version: 1, facts: TestWizards.facts)
        request.expected = DemandedVersions([7])
        await #expect(throws: VersionMismatch.self) {
            try await test.wizards.saveStep(request)
        }
    }

    @Test(arguments: ["", "a\u{0}b", String(repeating: "x", count: 400)])
    func `an id that cannot name a stream is refused`(user: String) async throws {
        await #expect(throws: WizardRejection.invalidUser) {
            try await test.save(0, ["a": 1], version: 0, user: user)
        }
    }

    @Test func `of two hundred saves at once on one version, one wins`() async throws {
        let wins = await count(200) { number in
            // Users share a version, but not the limit on saves.
            let wizards = Wizards(ledger: test.ledger, identity: test.identity)
            _ = try await wizards.saveStep(
                Wizards.SaveRequest(
                    userID: "u1", step: 0, data: ["n": .number(.init(number))], version: 0,
                    facts: TestWizards.facts))
        }
        expectEqual(wins, 1)
        try await expectEqual(test.ledger.version(of: .wizard("u1")), 1)
    }

    @Test func `the fields are personal and the step is not`() async throws {
        try await test.save(1, ["email": "ada@example.com"], version: 0)
        let event = try required(try await test.ledger.events(of: .wizard("u1"), limit: 1).first)
        expectEqual(String(decoding: event.data, as: UTF8.self), #"{"step":1}"#)
        expectEqual(
            event.personal.map { String(decoding: $0, as: UTF8.self) },
            #"{"data":{"email":"ada@example.com"}}"#)
    }

    @Test func `wizards fold the same when they are made anew`() async throws {
        try await test.save(1, ["a": 1], version: 0)
        try await test.initialize()
        try await test.save(2, ["a": nil, "b": ["c": 1.50]], version: 1)
        try await test.complete()
        try await expectEqual(test.home.verify().eventCount, 8)
        let rebuilt = try await test.ledger.rebuild()
        expectEqual(rebuilt.views, rebuilt.replaced)
    }
}

/// Runs `body` so many times at once; answers how many did not throw.
func count(_ times: Int, _ body: @escaping @Sendable (Int) async throws -> Void) async -> Int {
    await withTaskGroup(of: Bool.self) { group in
        for number in 0..<times {
            group.addTask { (try? await body(number)) != nil }
        }
        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
}
