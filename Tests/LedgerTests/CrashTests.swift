import EventLog
import Foundation
import LogTestSupport
import Onboarding
import TestSupport
import Testing

@testable import OnboardingLedger

/// A process that dies at any point loses nothing that it acknowledged (EventLog/DESIGN.md,
/// invariants 1, 2, 7 and 12; ReadModels/DESIGN.md, invariants 1 to 6).
@Suite("Crash", .serialized, .timeLimit(.minutes(5))) struct CrashTests {
    private let home: TestDirectory
    private var acknowledged: String { home.directory.path + ".acks" }

    init() throws { home = try TestDirectory() }

    /// Opens what a crash left and checks every invariant; answers which commands are there.
    private func inspect() async throws -> Set<Int> {
        let ledger = try TestLedger(home)
        let report = try await ledger.verifyWithMadeUpKeys()
        let events = try LogReader(directory: home.directory)
            .events(matching: EventFilter(), limit: .max)
        expectEqual(report.eventCount, Int64(events.count))
        expectFalse(events.contains { $0.type.name == "Refused" })
        var streams: [Int: [StreamID]] = [:]
        for event in events where event.type.name == "Done" {
            streams[try Self.number(event), default: []].append(event.stream)
        }
        for (number, streams) in streams {
            expectEqual(streams, CrashWork.streams(number), "command \(number) is there in part")
        }
        let acknowledgements = try AcknowledgementFile.read(acknowledged).filter { $0 >= 0 }
        let lost = acknowledgements.filter { streams[$0] == nil }
        expectTrue(lost.isEmpty, "acknowledged and lost")
        try await expectClaims(of: events, ledger)
        return Set(streams.keys)
    }

    private static func number(_ event: RecordedEvent) throws -> Int {
        let text = String(decoding: event.data, as: UTF8.self)
        return try required(Int(text.filter(\.isNumber)))
    }

    /// Every stream that has an event holds its key.
    private func expectClaims(of events: [RecordedEvent], _ home: TestLedger) async throws {
        let streams = Set(events.filter { $0.type.name == "Done" }.map(\.stream))
        let holders = try await home.ledger.perform { transaction in
            try streams.map { stream in
                try transaction.holder(of: ClaimKey(space: "stream", value: stream.name))
            }
        }
        expectEqual(holders, Array(streams))
    }

    private func removeAll() {
        try? FileManager.default.removeItem(atPath: acknowledged)
        for name in (try? FileManager.default.contentsOfDirectory(atPath: home.directory.path))
            ?? []
        {
            try? FileManager.default.removeItem(atPath: home.directory.path + "/" + name)
        }
    }

    // MARK: At every fail point

    @Test func `killed at each fail point in turn, until it survives`() async throws {
        defer { removeAll() }
        var point = 0
        var hasSurvived = false
        while !hasSurvived {
            removeAll()
            point += 1
            await runScript(home.directory.path, acknowledged, failingAt: point)
            hasSurvived = try AcknowledgementFile.read(acknowledged).last == -1
            let found = try await inspect()
            let answered = try AcknowledgementFile.read(acknowledged).filter { $0 >= 0 }
            // One command at a time: at most one may be there unanswered.
            expectTrue(found.subtracting(answered).count <= 1, "fail point \(point)")
            // Running everything again completes what is missing and doubles nothing.
            if point % 9 == 0 { try await expectCompletion() }
        }
        print("Crash: \(point - 1) fail points passed")
        expectTrue(point > 60)
    }

    private func runScript(_ directory: String, _ file: String, failingAt point: Int) async {
        await #expect(processExitsWith: .signal(SIGKILL)) { [directory, file, point] in
            unsafe setenv("ONBOARD_FAIL_AT", String(point), 1)
            try await CrashWork.runScript(directory, acknowledging: file)
            kill(getpid(), SIGKILL)
        }
    }

    private func expectCompletion() async throws {
        do {
            let again = try TestLedger(home)
            for number in 0..<12 { try await CrashWork.run(number, again.ledger) }
        }
        try await expectEqual(inspect(), Set(0..<12))
    }

    /// The swap of a rebuild, while a reader keeps the old write-ahead log from being emptied.
    @Test(arguments: ["before-swap", "ready-to-swap", "mid-swap", "after-swap", "swapped"])
    func `killed while a rebuild is put in place`(point: String) async throws {
        defer { removeAll() }
        let (directory, file) = (home.directory.path, acknowledged)
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [directory = directory as String, file = file as String, point] in
            unsafe setenv("ONBOARD_FAIL_AT", "\(point):1", 1)
            try await CrashWork.runSwap(directory, acknowledging: file)
        }
        try await expectEqual(inspect(), Set(0..<CrashWork.swapCount))
    }

    // MARK: At random moments

    @Test func `killed fifty times at random moments under load`() async throws {
        var random = SeededRandom.announced("Crash.random")
        defer { removeAll() }
        var found: Set<Int> = []
        for round in 0..<50 {
            let microseconds = UInt32(random.next(40_000))
            // Of every two rounds one gets past its opening, however slow the machine is.
            await runLoad(
                home.directory.path, acknowledged, round * 100_000, isAtWork: round % 2 == 0,
                microseconds)
            let now = try await inspect()
            expectTrue(now.isSuperset(of: found), "round \(round) lost what was there")
            found = now
        }
        print("Crash.random: \(found.count) commands survived")
        expectTrue(found.count >= 25)
    }

    private func runLoad(
        _ directory: String, _ file: String, _ first: Int, isAtWork: Bool,
        _ microseconds: UInt32
    ) async {
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [directory, file, first, isAtWork, microseconds] in
            // Not to wait for anything: the moment is what is random.
            let size = CrashWork.bytes(of: file)
            Thread.detachNewThread {
                while !FileManager.default.fileExists(atPath: directory + "/views.sqlite") {}
                while isAtWork && CrashWork.bytes(of: file) == size {}
                usleep(microseconds)
                kill(getpid(), SIGKILL)
            }
            try await CrashWork.runLoad(directory, acknowledging: file, first: first)
        }
    }
}
