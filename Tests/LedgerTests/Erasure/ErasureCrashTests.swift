import Foundation
import LogTestSupport
import Onboarding
import TestSupport
import Testing

@testable import EventLog
@testable import OnboardingLedger

/// An erasure that is cut short at any point is completed by the next opening, or can be run again;
/// it never shows as done while a file still holds something (contract L14).
@Suite("Erasure crash", .serialized, .timeLimit(.minutes(5))) struct ErasureCrashTests {
    private let home: TestDirectory

    init() throws { home = try TestDirectory() }

    private func removeAll() {
        let path = home.directory.path
        for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] {
            try? FileManager.default.removeItem(atPath: "\(path)/\(name)")
        }
    }

    @Test func `killed at each fail point in turn, until it survives`() async throws {
        var point = 0
        var hasSurvived = false
        while !hasSurvived {
            removeAll()
            try await ErasureWork.begin(home.directory)
            point += 1
            hasSurvived = await survives(home.directory.path, failingAt: point)
            try await inspect(point)
        }
        print("Erasure crash: \(point - 1) fail points passed")
        expectTrue(point > 8)
    }

    /// Erases in a child process, which exits with 7 when it comes to its end.
    private func survives(_ directory: String, failingAt point: Int) async -> Bool {
        let result = await #expect(processExitsWith: .failure) { [directory, point] in
            unsafe setenv("ONBOARD_FAIL_AT", String(point), 1)
            try await ErasureWork.erase(DataDirectory(path: directory))
            exit(7)
        }
        return result?.exitStatus == .exitCode(7)
    }

    private func inspect(_ point: Int) async throws {
        let ledger = try TestLedger(home)
        try await ledger.verify()
        var filter = EventFilter()
        filter.types = ["PersonErased"]
        let told = try await ledger.ledger.events(matching: filter, limit: 10)
        // Opening has completed what was recorded; what was not recorded did not happen.
        if !told.isEmpty { try expectEqual(traces(), [], "fail point \(point)") }
        try await ErasureWork.erase(ledger.ledger)
        try expectEqual(traces(), [], "fail point \(point), run again")
        try await expectEqual(ledger.ledger.events(matching: filter, limit: 10).count, 1)
    }

    private func traces() throws -> [String] {
        let copy = try home.copy()
        return try FileManager.default.contentsOfDirectory(atPath: copy.directory.path)
            .filter { try Files.bytes("\(copy.directory.path)/\($0)").contains(ErasureWork.email) }
    }
}

/// A ledger with a person, and their erasure.
enum ErasureWork {
    static let email = "ada.king@lovelace.example"

    static func begin(_ directory: DataDirectory) async throws {
        let people = TestSignUps(try TestLedger(try TestDirectory(lent: directory)))
        for number in 0..<40 {
            _ = try await people.start("person\(number)@example.org")
        }
        _ = try await people.readySession(email)
        people.ledger.close()
    }

    static func erase(_ directory: DataDirectory) async throws {
        let ledger = try Ledger(LedgerOptions(directory: directory, clock: TestClock()))
        try await erase(ledger)
        ledger.close()
    }

    static func erase(_ ledger: Ledger) async throws {
        _ = try await ledger.erase(
            ErasureRequest(
                subject: email, reason: "Asked for it.",
                actor: EventActor(kind: .admin, id: "root"), requestID: "request-9"))
    }
}
