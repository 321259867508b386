import Synchronization

/// Text that is gathered in one place and read in another.
final class Lines: Sendable {
    private let gathered = Mutex("")

    func add(_ text: String) { gathered.withLock { $0 += text } }

    var text: String { gathered.withLock { $0 } }
}
