import Onboarding
import Synchronization
import TestSupport
import Testing

@testable import EventLog
@testable import OnboardingLedger

/// Sessions that are read from memory, and never differ from the log (contract L5).
@Suite("Recent sessions", .timeLimit(.minutes(5))) struct RecentSessionTests {
    @Test func `a session is in memory once it was read`() async throws {
        let home = try TestSignUps()
        let token = try await home.start("ada@example.com").value.sessionToken
        try expectNil(home.signUps.recentSession(token))
        let read = try await home.signUps.session(token)
        let recent = try required(try home.signUps.recentSession(token))
        expectTrue(recent.version == read.version && recent.state == read.state)
        expectTrue(recent.stage == .planSelected && recent.isProven)
    }

    @Test func `what a command changed is not in memory when it is answered`() async throws {
        let home = try TestSignUps()
        let token = try await home.start("ada@example.com").value.sessionToken
        _ = try await home.signUps.session(token)
        _ = try await home.signUps.sendCode(home.request(token))
        try expectNil(home.signUps.recentSession(token))
        try await expectEqual(home.signUps.session(token).stage, .identityPending)
        try expectEqual(home.signUps.recentSession(token)?.stage, .identityPending)
    }

    @Test func `others' commands leave a session in memory`() async throws {
        let home = try TestSignUps()
        let token = try await home.start("ada@example.com").value.sessionToken
        _ = try await home.signUps.session(token)
        _ = try await home.start("eve@example.com")
        try expectNotNil(home.signUps.recentSession(token))
    }

    @Test func `a session in memory expires by the clock`() async throws {
        let home = try TestSignUps()
        let token = try await home.start("ada@example.com").value.sessionToken
        _ = try await home.signUps.session(token)
        home.home.clock.advance(seconds: 24 * 3600)
        #expect(throws: SignUpRejection.sessionExpired) {
            try home.signUps.recentSession(token)
        }
    }

    @Test func `a later token sees less of the same session in memory`() async throws {
        let home = try TestSignUps()
        let first = try await home.readySession("ada@example.com")
        let later = try await home.start("ada@example.com").value.sessionToken
        _ = try await home.signUps.session(first)
        let seen = try required(try home.signUps.recentSession(later))
        expectTrue(seen.stage == .identityPending && !seen.isProven)
        try expectEqual(home.signUps.recentSession(first)?.stage, .readyToCommit)
    }

    @Test func `nothing is in memory once the read models were replaced`() async throws {
        let home = try TestSignUps()
        let token = try await home.start("ada@example.com").value.sessionToken
        _ = try await home.signUps.session(token)
        _ = try await home.ledger.rebuild()
        try expectNil(home.signUps.recentSession(token))
    }

    @Test func `a read that a change overtakes is not remembered`() throws {
        let recent = RecentSessions()
        let stream = StreamID(category: "session", id: "1")
        _ = recent.remembering(stream) {
            recent.forget([stream])
            return (SignUpState(), 1)
        }
        expectNil(recent.session(stream))
        _ = recent.remembering(stream) { (SignUpState(), 2) }
        expectEqual(recent.session(stream)?.version, 2)
    }

    @Test func `of two readers of one session the later one is remembered`() throws {
        let recent = RecentSessions()
        let stream = StreamID(category: "session", id: "1")
        _ = recent.remembering(stream) {
            recent.forget([stream])
            _ = recent.remembering(stream) { (SignUpState(), 2) }
            return (SignUpState(), 1)
        }
        expectEqual(recent.session(stream)?.version, 2)
    }

    @Test func `a read that fails leaves nothing behind`() throws {
        let recent = RecentSessions()
        let stream = StreamID(category: "session", id: "1")
        #expect(throws: Stop.self) { try recent.remembering(stream) { throw Stop() } }
        expectNil(recent.session(stream))
        expectNil(recent.remembering(stream) { nil })
        expectNil(recent.session(stream))
    }

    /// Readers on all sides while the session grows: none sees less than was answered before it
    /// asked.
    @Test func `no read is older than the last answer`() async throws {
        let home = try TestSignUps()
        let token = try await home.start("ada@example.com").value.sessionToken
        let stream = try home.stream(token)
        let answered = Answered()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    while answered.version < 200 {
                        let least = answered.version
                        let seen = try await home.signUps.session(token).version.rawValue
                        expectTrue(seen >= least)
                        await Task.yield()
                    }
                }
            }
            group.addTask {
                for version in 2...Int64(200) {
                    try await home.home.append(.note, to: stream)
                    answered.note(version)
                }
            }
            try await group.waitForAll()
        }
    }
}

/// The version that the newest answer told of.
private final class Answered: Sendable {
    private let value = Atomic<Int64>(1)

    var version: Int64 { value.load(ordering: .acquiring) }

    func note(_ version: Int64) { value.store(version, ordering: .releasing) }
}

extension NewEvent {
    /// An event that a sign-up's fold knows and that changes nothing.
    fileprivate static let note = NewEvent(
        type: EventType("CheckoutFailed"), data: Array("{\"reason\":\"down\"}".utf8))
}
