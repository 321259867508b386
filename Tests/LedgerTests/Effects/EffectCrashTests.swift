import EventLog
import Foundation
import LogTestSupport
import Onboarding
import TestSupport
import Testing

@testable import OnboardingLedger

/// A process that dies around an effect has it attempted again by the next one: at least once,
/// with the same code (contract L19).
@Suite("Effect crash", .serialized, .timeLimit(.minutes(5))) struct EffectCrashTests {
    private static let email = "ada@example.com"

    /// Sends a code and dies at a fail point; leaves the session's token and the mails' number.
    private func crash(_ home: TestDirectory, at point: String) async {
        let path = home.directory.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, point] in
            unsafe setenv("ONBOARD_FAIL_AT", point, 1)
            let ledger = TestSignUps(
                try TestLedger(try TestDirectory(existing: DataDirectory(path: path))))
            let token = try await ledger.start(Self.email).value.sessionToken
            try Files.write(Data(token.utf8), path + "/token")
            _ = try await ledger.signUps.sendCode(ledger.request(token))
        }
    }

    private func outcomes(_ home: TestSignUps) async throws -> [String] {
        var filter = EventFilter()
        filter.types = ["EffectSucceeded", "EffectFailed", "EffectAbandoned"]
        return try await home.ledger.events(matching: filter, limit: 10).map(\.type.name)
    }

    @Test(arguments: ["before-effect:1", "after-effect:1"])
    func `killed around the delivery, a mail is attempted again after the restart`(
        point: String
    ) async throws {
        let directory = try TestDirectory()
        await crash(directory, at: point)
        let token = String(
            decoding: try Files.bytes(directory.directory.path + "/token"), as: UTF8.self)
        let home = TestSignUps(try TestLedger(directory))
        try await expectEqual(home.effects.queuedCount(), 1)
        try await expectEqual(outcomes(home), [])
        try await home.effects.runDueEffects(now: home.ledger.clock.now())
        expectEqual(home.mailbox.callCount, 1)
        try await expectEqual(outcomes(home), ["EffectSucceeded"])
        try await expectEqual(home.effects.queuedCount(), 0)
        try await home.verify(token, code: home.code(Self.email))
        try await home.home.verify()
    }

    /// Either both the code's event and its mail are there after a crash, or neither is.
    @Test func `killed at any point of the command, event and effect stand or fall together`()
        async throws
    {
        var (point, hadEffect) = (0, false)
        while !hadEffect {
            point += 1
            let directory = try TestDirectory()
            await crash(directory, at: String(point))
            let home = TestSignUps(try TestLedger(directory))
            let isSent = try await home.ledger.events(matching: EventFilter(), limit: 10)
                .contains { $0.type.name == "VerificationCodeSent" }
            try await expectEqual(home.effects.queuedCount(), (isSent ? 1 : 0), "point \(point)")
            hadEffect = isSent
            try required(point < 100)
        }
        expectTrue(point > 5)
    }
}
