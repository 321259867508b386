import Foundation
import Synchronization

/// A first-in first-out queue between many senders and worker threads, with a bound.
///
/// `@unchecked Sendable`: `elements` and `isClosed` are only touched while `condition` is held.
final class BoundedQueue<Element: Sendable>: @unchecked Sendable {
    private let condition = NSCondition()
    private let capacity: Int
    private var elements: [Element] = []
    private var isClosed = false

    init(capacity: Int) { self.capacity = capacity }

    enum Refusal: Error { case full, closed }

    /// Adds at the end, or says at once why not.
    func add(_ element: Element) throws(Refusal) {
        condition.lock()
        defer { condition.unlock() }
        if isClosed { throw .closed }
        if elements.count >= capacity { throw .full }
        elements.append(element)
        if elements.count == 1 { condition.signal() }
    }

    /// Blocks until there is something; takes up to `max`. Nil once closed and empty.
    func take(max: Int) -> [Element]? {
        condition.lock()
        defer { condition.unlock() }
        while elements.isEmpty {
            if isClosed { return nil }
            condition.wait()
        }
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

    /// What waits now, without blocking.
    func takeWaiting(max: Int) -> [Element] {
        condition.lock()
        defer { condition.unlock() }
        let taken = Array(elements.prefix(max))
        elements.removeFirst(taken.count)
        return taken
    }

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
