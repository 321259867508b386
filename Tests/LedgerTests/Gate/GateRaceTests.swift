import LogTestSupport
import Onboarding
import Synchronization
import TestSupport
import Testing

@testable import EventLog
@testable import OnboardingLedger

/// Looks and commits at once, over a memory that is far too small and forgotten now and then.
@Suite(.timeLimit(.minutes(5)))
struct GateRaceTests {
    /// An odd version is at stage `a` and an even one at `b`: every answer tells whether its facts
    /// and its version belong together.
    @Test(arguments: [1, 128, 100_000])
    func `every answer is whole, none goes back, and a writer sees its own write`(
        heldMax: Int
    ) async throws {
        let home = try TestLedger(try TestDirectory(), gateStreamsMax: heldMax)
        _ = try await home.ledger.declareFlow(
            GateMemoryTests.loan("A", "B"), RequestFacts(requestID: "request-1"))
        let race = Race(home)
        try await withThrowingTaskGroup { group in
            for writer in 0..<4 {
                let seed = SeededRandom.announced("gate race \(heldMax), writer \(writer)")
                group.addTask { try await race.write(writer, seed) }
            }
            for reader in 0..<4 {
                let seed = SeededRandom.announced("gate race \(heldMax), reader \(reader)")
                group.addTask { try await race.read(seed) }
            }
            group.addTask { try await race.disturb() }
            try await group.waitForAll()
        }
        try await race.compareWithLog()
    }
}

private final class Race: Sendable {
    private static let subjectCount = 24
    private static let writesPerWriter = 120

    private let home: TestLedger
    private let writersLeft = Mutex(4)
    private var ledger: Ledger { home.ledger }

    init(_ home: TestLedger) { self.home = home }

    private var isOver: Bool { writersLeft.withLock { $0 == 0 } }

    private func look(_ subject: Int) async throws -> Int64 {
        let question = GateQuestion(flow: "loan", path: "/elsewhere")
        let answer = try await ledger.gate(question, for: .subject(String(subject)))
        let version = answer.version.rawValue
        let stage = version == 0 ? "a" : version.isMultiple(of: 2) ? "b" : "a"
        expectEqual(answer.stage ?? "a", stage, "version \(version)")
        return version
    }

    /// Appends to its own subjects: it alone knows their versions.
    func write(_ writer: Int, _ random: SeededRandom) async throws {
        defer { writersLeft.withLock { $0 -= 1 } }
        var (random, versions) = (random, [Int: Int64]())
        for _ in 0..<Self.writesPerWriter {
            let subject = random.next(Self.subjectCount / 4) * 4 + writer
            let version = versions[subject, default: 0] + 1
            try await home.append(version.isMultiple(of: 2) ? "B" : "A", to: .loan(subject))
            versions[subject] = version
            try await expectEqual(look(subject), version, "its own write")
        }
    }

    /// Looks at anyone's subjects; a version that was seen is never followed by an older one.
    func read(_ random: SeededRandom) async throws {
        var (random, seen) = (random, [Int: Int64]())
        while !isOver {
            let subject = random.next(Self.subjectCount)
            let version = try await look(subject)
            expectTrue(version >= seen[subject, default: 0], "subject \(subject)")
            seen[subject] = version
            // A look that memory answers does not give way by itself.
            await Task.yield()
        }
    }

    func disturb() async throws {
        var round = 0
        while !isOver {
            round += 1
            if round.isMultiple(of: 50) { _ = try await ledger.rebuild() }
            ledger.gates.forgetAll(flows: ledger.gates.flows)
            _ = try await ledger.perform { $0.now }
        }
    }

    func compareWithLog() async throws {
        for subject in 0..<Self.subjectCount {
            let version = try await ledger.perform { try $0.version(of: .loan(subject)) }
            try await expectEqual(look(subject), version.rawValue)
        }
    }
}
