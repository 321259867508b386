import EventLog
import ReadModels
import Synchronization

/// Keeps the audit index behind the log, on a thread of its own: commands pay nothing for it.
///
/// Wakes when the log is a thousand events ahead; what is newer is walked by who asks.
final class AuditFollower: Sendable {
    /// How far the log may run ahead before the index follows.
    private static let stepCount: Int64 = 1024

    let tail = AuditTail()
    private let pool: ThreadPool<OpenedLate<AuditIndexWriter>>
    private let isClosing = Atomic<Bool>(false)
    private let follower = Mutex<Task<Void, Never>?>(nil)

    /// Starts to follow at once; opens its files on its own thread with the first step.
    init(directory: DataDirectory, bell: Bell) {
        let tail = tail
        // The follower and a rebuild each wait for their own step: there is nothing to bound, and
        // neither is turned away because of the other's.
        pool = ThreadPool(name: "audit index", threadCount: 1, queuedMax: .max) {
            OpenedLate { () throws(LogFailure) in
                try AuditIndexWriter(directory: directory, tail: tail)
            }
        }
        follower.withLock { $0 = FollowerTask.begin { [self] in await follow(bell) } }
    }

    /// Indexes until the ledger closes. A step that fails, as on a full disk, is tried again when
    /// the log has grown some more.
    private func follow(_ bell: Bell) async {
        var through = GlobalPosition.start
        while !Task.isCancelled && !bell.isClosed {
            let isDone: Void? = try? await pool.run { [self] slot in
                try slot.value().catchUp { !isClosing.load(ordering: .relaxed) }
            }
            let indexed = GlobalPosition(rawValue: tail.standing.through)
            through = isDone == nil ? max(indexed, bell.head) : indexed
            await bell.waitPast(GlobalPosition(rawValue: through.rawValue + Self.stepCount))
        }
    }

    /// Forgets the index and makes it anew up to the log's head as it is now, which it answers;
    /// blocks until then.
    ///
    /// - Parameter progress: told how many of how many events are indexed; what it throws leaves
    ///   the rest to the follower.
    func makeAnew(_ progress: (Int64, Int64) throws -> Void) throws -> Int64 {
        let head = try pool.runBlocking { slot in
            let writer = try slot.value()
            try writer.beginAnew()
            return try writer.head
        }
        while tail.standing.through < head {
            try progress(tail.standing.through, head)
            // In stretches: a ledger that closes waits for one.
            try pool.runBlocking { [self] slot in
                let writer = try slot.value()
                let end = writer.through.rawValue + 16 * Self.stepCount
                try writer.catchUp {
                    writer.through.rawValue < end && !isClosing.load(ordering: .relaxed)
                }
            }
        }
        try progress(head, head)
        return head
    }

    /// Ends at the next thousand events; blocks until then.
    func close() {
        isClosing.store(true, ordering: .relaxed)
        follower.withLock { $0?.cancel() }
        pool.close()
    }
}
