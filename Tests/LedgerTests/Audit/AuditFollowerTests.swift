import TestSupport
import Testing

@testable import EventLog
@testable import OnboardingLedger

/// The index's own thread takes whatever is asked of it (contract L6).
@Suite("Audit follower", .serialized, .timeLimit(.minutes(5))) struct AuditFollowerTests {
    @Test func `an index is made anew however soon after its follower began`() async throws {
        var log = try WideLog(SeededRandom.announced("AuditFollower"))
        try log.append(20)
        let directory = log.directory
        try await onThread {
            // The follower's first step waits for its thread in some of the rounds alone.
            for _ in 0..<200 {
                let follower = AuditFollower(directory: directory, bell: Bell(head: 20))
                defer { follower.close() }
                let head = try follower.makeAnew { _, _ in }
                expectEqual(head, 20)
                expectEqual(follower.tail.standing.through, 20)
            }
        }
    }
}
