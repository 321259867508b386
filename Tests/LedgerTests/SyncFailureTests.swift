import EventLog
import Foundation
import LogTestSupport
import Onboarding
import TestSupport
import Testing

@testable import OnboardingLedger

/// A sync that fails leaves the outcome unknown: the ledger says so, stops, and after a restart
/// what it acknowledged is there.
@Suite("Sync failure", .serialized, .timeLimit(.minutes(5))) struct SyncFailureTests {
    /// What the child writes beside the numbers of acknowledged commands.
    private static let (refusedOpening, unknown, survived) = (-10, -20, -30)

    @Test(.enabled(if: Strace.isUsable, "strace is not installed or may not trace here"))
    func `each sync in turn fails, until none is left`() async throws {
        var outcomes: [Int] = []
        // First the syncs of opening fail, some of which SQLite can do without; then those of the
        // commands, one each; then there are no more.
        while !(outcomes.last == Self.survived && outcomes.contains(Self.unknown)) {
            let home = try TestDirectory()
            let file = home.directory.path + "/acknowledged"
            await runChild(home.directory.path, file, failing: outcomes.count + 1)
            let written = try AcknowledgementFile.read(file)
            outcomes.append(written.last ?? 0)
            try await inspect(home, acknowledged: written.filter { $0 >= 0 })
            try required(outcomes.count < 60, "no command ever met the failing sync")
        }
        print("SyncFailure: \(outcomes)")
        expectTrue(outcomes.count { $0 == Self.unknown } >= 4)
        expectTrue(Set(outcomes).isSubset(of: [Self.refusedOpening, Self.unknown, Self.survived]))
    }

    private func runChild(_ directory: String, _ file: String, failing number: Int) async {
        await #expect(processExitsWith: .signal(SIGKILL)) { [directory, file, number] in
            try Strace.failSync(number: number)
            await Self.work(directory, AcknowledgementFile(file))
            kill(getpid(), SIGKILL)
        }
    }

    private static func work(_ directory: String, _ acknowledgements: AcknowledgementFile) async {
        let options = LedgerOptions(
            directory: DataDirectory(path: directory), clock: TestClock())
        guard let ledger = try? Ledger(options) else { return acknowledgements.add(refusedOpening) }
        for number in 0..<6 {
            do {
                try await CrashWork.run(number, ledger)
                acknowledgements.add(number)
            } catch let failure as LogFailure where failure.code == .outcomeUnknown {
                // It has stopped: the next command is refused, reads go on.
                guard ledger.failure?.code == .outcomeUnknown, !failure.hint.isEmpty,
                    (try? await CrashWork.run(99, ledger)) == nil,
                    (try? await ledger.head()) != nil
                else { return }
                return acknowledgements.add(unknown)
            } catch { return }
        }
        acknowledgements.add(survived)
    }

    private func inspect(_ home: TestDirectory, acknowledged: [Int]) async throws {
        let ledger = try TestLedger(home)
        try await ledger.verifyWithMadeUpKeys()
        let events = try LogReader(directory: home.directory)
            .events(matching: EventFilter(), limit: .max)
        let numbers = events.map { event in
            Int(String(decoding: event.data, as: UTF8.self).filter(\.isNumber)) ?? -1
        }
        for number in Set(numbers).union(acknowledged) {
            let count = numbers.count { $0 == number }
            expectEqual(count, CrashWork.streams(number).count, "command \(number)")
        }
        expectFalse(numbers.contains(99))
        // Whoever asks again with the same key finds out, and nothing is doubled.
        for number in 0..<6 { try await CrashWork.run(number, ledger.ledger) }
        let total = (0..<6).reduce(0) { $0 + CrashWork.streams($1).count }
        try await expectEqual(ledger.verifyWithMadeUpKeys().eventCount, Int64(total))
    }
}
