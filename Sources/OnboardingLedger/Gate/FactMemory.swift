import Synchronization

/// Facts by key, as far as they were asked for lately; shared by who asks, by readers that load
/// what is missing, and by the writer, which changes what is held.
///
/// Bounded by two generations in each of many shards: when the young one is full it becomes the
/// old one, whose facts are dropped unless they are asked for again. A shard is small, so that
/// dropping one holds nobody up.
///
/// A load and a commit may meet. A load therefore announces itself before it reads: whatever is
/// committed after that changes the announced key, and then, or when the key was dropped
/// meanwhile, the load's result is not kept.
package final class FactMemory<Key: Hashable & Sendable, Fact: Sendable>: Sendable {
    /// Says which announcement a load belongs to.
    struct Ticket: Sendable, Hashable { fileprivate let number: UInt64 }

    /// What stands under a key.
    private enum Slot {
        /// Somebody reads it; a commit meanwhile puts the fact here instead.
        case loading(Ticket)
        /// Current as of the last commit.
        case known(Fact)
    }

    private struct State {
        var young: [Key: Slot] = [:]
        var old: [Key: Slot] = [:]
        var lastTicket: UInt64 = 0
    }

    private final class Shard: Sendable { let state = Mutex(State()) }

    private static var shardCount: Int { 64 }
    private let shards = (0..<shardCount).map { _ in Shard() }
    private let generationMax: Int

    /// - Parameter heldMax: how many facts are held at most.
    package init(heldMax: Int) { generationMax = max(1, heldMax / Self.shardCount / 2) }

    private func shard(_ key: Key) -> Shard {
        shards[Int(UInt(bitPattern: key.hashValue) % UInt(Self.shardCount))]
    }

    /// What is held of a key; nil when it is not.
    package func fact(_ key: Key) -> Fact? {
        shard(key).state.withLock { state in
            if case .known(let fact) = state.young[key] { return fact }
            guard case .known(let fact) = state.old[key] else { return nil }
            // The old generation's own copy is dropped with it.
            put(.known(fact), key, &state)
            return fact
        }
    }

    /// Holds a fact that nothing can change.
    package func hold(_ key: Key, _ fact: Fact) {
        shard(key).state.withLock { put(.known(fact), key, &$0) }
    }

    /// Announces that a key is about to be read.
    func beginLoading(_ key: Key) -> Ticket {
        shard(key).state.withLock { state in
            state.lastTicket += 1
            let ticket = Ticket(number: state.lastTicket)
            put(.loading(ticket), key, &state)
            // Whoever changed the key since may have left an older fact here.
            state.old[key] = nil
            return ticket
        }
    }

    /// Keeps what was read, unless the key changed or was dropped since it was announced.
    func finishLoading(_ key: Key, _ ticket: Ticket, _ fact: Fact) {
        shard(key).state.withLock { state in
            guard case .loading(ticket) = state.young[key] ?? state.old[key] else { return }
            put(.known(fact), key, &state)
        }
    }

    /// Changes what is held or being read of a key; nothing for any other.
    func change(_ key: Key, _ fact: () -> Fact) {
        shard(key).state.withLock { state in
            guard state.young[key] != nil || state.old[key] != nil else { return }
            put(.known(fact()), key, &state)
        }
    }

    /// Drops all that is held; what is being read is not kept.
    func forgetAll() {
        for shard in shards {
            shard.state.withLock { state in (state.young, state.old) = ([:], [:]) }
        }
    }

    /// Into the young generation; a full one becomes the old one first.
    private func put(_ slot: Slot, _ key: Key, _ state: inout State) {
        if state.young.count >= generationMax, state.young[key] == nil {
            state.old = state.young
            state.young = [:]
        }
        state.young[key] = slot
    }

    /// How many facts are held; those of both generations may count twice.
    var count: Int {
        shards.reduce(0) { sum, shard in
            sum + shard.state.withLock { $0.young.count + $0.old.count }
        }
    }
}
