import CSystem
import Glibc
import Synchronization

/// What other threads tell an event loop.
enum LoopCommand: Sendable {
    /// Work that was left for later has answered.
    case answered(EpollToken, ExchangeID, HTTPResponse)
    /// A connection's stream has bytes, or has ended.
    case streamReady(EpollToken)
    /// Stop gracefully, and by force after the grace.
    case stop(graceMilliseconds: Int)
}

/// The one door into a loop's thread: a locked list and an eventfd that wakes the loop.
///
/// Only the first command put into an empty list rings, so a burst costs one wake.
final class LoopInbox: Sendable {
    private let commands = Mutex<[LoopCommand]>([])
    private let bell: Descriptor

    init() throws(SystemError) {
        bell = try Descriptor("eventfd") { eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK)) }
    }

    /// What the loop watches for reading.
    var bellDescriptor: Int32 { bell.number }

    /// From any thread; never waits for the loop.
    func put(_ command: LoopCommand) {
        let wasEmpty = commands.withLock { list in
            list.append(command)
            return list.count == 1
        }
        // Fails only if the counter were full, and then the loop is awake.
        if wasEmpty { _ = eventfd_write(bell.number, 1) }
    }

    /// Takes all commands, on the loop's thread. The bell is silenced first: a command put
    /// meanwhile rings again, and is at worst found early.
    func takeAll() -> [LoopCommand] {
        var rings: eventfd_t = 0
        _ = unsafe eventfd_read(bell.number, &rings)
        return commands.withLock { list in
            defer { list = [] }
            return list
        }
    }
}
