/// A first-in first-out queue between many senders and worker threads, with a bound.
///
/// `@unchecked Sendable`: `elements` and `isClosed` are only touched while `condition` is held.
final class BoundedQueue<Element: Sendable>: @unchecked Sendable {
    private let condition = MonotonicCondition()
    private let capacity: Int
    private var elements: [Element] = []
    private var isClosed = false
    /// How many elements whoever gathers waits for.
    private var wantedCount = 1

    init(capacity: Int) { self.capacity = capacity }

    /// Adds at the end, or says at once why not.
    ///
    /// - Parameter isCounted: false for what must not be turned away, of which there is never much.
    func add(_ element: Element, isCounted: Bool = true) throws(QueueRefusal) {
        condition.lock()
        defer { condition.unlock() }
        if isClosed { throw .closed }
        if isCounted, elements.count >= capacity { throw .full }
        elements.append(element)
        if elements.count == 1 || elements.count == wantedCount { condition.signal() }
    }

    /// Blocks until there is something; takes up to `max`. Nil once closed and empty.
    ///
    /// - Parameter expected: gives senders a moment to make it so many, for taking few at a time
    ///   is dear.
    func take(max: Int, expected: Int = 1) -> [Element]? {
        condition.lock()
        defer { condition.unlock() }
        while elements.isEmpty {
            if isClosed { return nil }
            condition.wait()
        }
        gather(min(expected, max))
        let taken: [Element]
        if elements.count <= max {
            taken = elements
            elements.removeAll(keepingCapacity: true)
        } else {
            taken = Array(elements.prefix(max))
            elements.removeFirst(max)
            condition.signal()
        }
        return taken
    }

    /// Waits up to 100 µs, a fraction of what a commit costs, for `count` elements.
    private func gather(_ count: Int) {
        guard elements.count < count else { return }
        wantedCount = count
        let deadline = MonotonicCondition.Deadline(inNanoseconds: 100_000)
        while elements.count < count && !isClosed && condition.wait(until: deadline) {}
        wantedCount = 1
    }

    /// How many elements wait.
    var count: Int {
        condition.lock()
        defer { condition.unlock() }
        return elements.count
    }

    /// Refuses new elements; those waiting are still taken.
    func close() {
        condition.lock()
        isClosed = true
        condition.broadcast()
        condition.unlock()
    }
}
