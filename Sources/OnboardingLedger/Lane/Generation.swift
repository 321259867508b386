import Synchronization

/// Counts how often something was replaced, for who holds what was read before.
final class Generation: Sendable {
    private let value = Atomic<Int>(0)

    var current: Int { value.load(ordering: .acquiring) }

    func raise() { value.wrappingAdd(1, ordering: .releasing) }
}
