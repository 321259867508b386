/// A heap of times at which connections want to be looked at.
///
/// Deadlines move with every request but nearly always away, so an entry is not moved with them:
/// when it comes due the loop asks the connection, and enters it again if it is early. That is
/// one entry per connection and timeout, not one per request.
struct DeadlineQueue {
    private var heap: [(time: UInt64, token: EpollToken)] = []

    /// The earliest time; nil when nobody waits.
    var next: UInt64? { heap.first?.time }

    /// Several entries for one token are allowed; each comes due by itself.
    mutating func insert(_ token: EpollToken, at time: UInt64) {
        heap.append((time, token))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].time < heap[parent].time else { break }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// Removes the earliest entry if it is due.
    mutating func popDue(at now: UInt64) -> (time: UInt64, token: EpollToken)? {
        guard let first = heap.first, first.time <= now else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            sink()
        }
        return first
    }

    /// Restores the heap's order after its first entry was exchanged.
    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child].time < heap[least].time {
                least = child
            }
            guard least != parent else { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
