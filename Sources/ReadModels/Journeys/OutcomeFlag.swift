import Synchronization

/// Raised once by the writer's thread, seen by the one who waits for nothing.
package final class OutcomeFlag: Sendable {
    private let value: Atomic<Bool>

    package init(_ isSet: Bool = false) { value = Atomic(isSet) }

    /// What was done before is seen by who finds it set.
    package func set() { value.store(true, ordering: .releasing) }

    package var isSet: Bool { value.load(ordering: .acquiring) }
}
