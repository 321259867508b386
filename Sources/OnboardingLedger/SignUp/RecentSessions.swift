import EventLog
import Onboarding
import Synchronization

/// Sign-up sessions as they were last read, so that a page that polls its own is answered from
/// memory, on whatever thread asks.
///
/// What a commit changed is forgotten on the writer's thread before anyone in it is answered: what
/// is found here is what the log says (contract L5). Expiry is not the log's business: who reads
/// looks at the clock.
final class RecentSessions: Sendable {
    /// A session's state at a version.
    typealias Session = (state: SignUpState, version: StreamVersion)

    private enum Sighting {
        /// Being read; the number tells the readers of one session apart.
        case awaited(Int)
        case known(Session)
    }

    private struct Memory {
        var places: [StreamID: Sighting] = [:]
        var lastNumber = 0
    }

    /// About 1 KB a session: 8 MB.
    private static let heldMax = 8192

    private let held = Mutex(Memory())

    /// The session; nil when it was not read since it last changed.
    func session(_ stream: StreamID) -> Session? {
        held.withLock { held in
            guard case .known(let session) = held.places[stream] else { return nil }
            return session
        }
    }

    /// Reads a session and remembers it, unless it changed in the meantime.
    func remembering(_ stream: StreamID, _ read: () throws -> Session?) rethrows -> Session? {
        let number = awaitRead(of: stream)
        var session: Session?
        defer { settle(stream, number, session) }
        session = try read()
        return session
    }

    /// Announces a read, so that a commit meanwhile keeps its result from being remembered.
    private func awaitRead(of stream: StreamID) -> Int {
        held.withLock { held in
            if held.places.count >= Self.heldMax { held.places.removeAll(keepingCapacity: true) }
            held.lastNumber += 1
            held.places[stream] = .awaited(held.lastNumber)
            return held.lastNumber
        }
    }

    private func settle(_ stream: StreamID, _ number: Int, _ session: Session?) {
        held.withLock { held in
            // Gone after a change; taken over by a later reader, who will settle it.
            guard case .awaited(number) = held.places[stream] else { return }
            held.places[stream] = session.map(Sighting.known)
        }
    }

    /// Forgets what was committed to; on the writer's thread.
    func forget(_ streams: [StreamID]) {
        held.withLock { held in
            guard !held.places.isEmpty else { return }
            for stream in streams { held.places[stream] = nil }
        }
    }

    /// Forgets everything, because what was recorded changed.
    func forgetAll() { held.withLock { $0.places.removeAll() } }
}
