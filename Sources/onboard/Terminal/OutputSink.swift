import Glibc
import Synchronization

/// Takes text on its way out; tests put a buffer here.
protocol OutputSink: Sendable {
    /// False when nothing more can be written, which is a reason to stop.
    @discardableResult
    func write(_ text: String) -> Bool

    /// Why text was lost, such as a full disk. Nil while none was, and when nobody reads any more.
    var loss: String? { get }
}

/// Writes to a file descriptor that stays open as long as the process.
final class FileDescriptorSink: OutputSink {
    private let descriptor: Int32
    private let lost = Mutex<String?>(nil)

    var loss: String? { lost.withLock { $0 } }

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    @discardableResult
    func write(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while unsafe !rest.isEmpty {
                let count = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
                if count >= 0 {
                    unsafe rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
                } else if !isWorthAnotherTry(errno) {
                    if errno != EPIPE { lost.withLock { $0 = SystemText.last } }
                    return false
                }
            }
            return true
        }
    }

    /// After a signal, or once a full non-blocking pipe has room again.
    private func isWorthAnotherTry(_ code: Int32) -> Bool {
        if code == EINTR { return true }
        guard code == EAGAIN else { return false }
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return unsafe poll(&waiting, 1, -1) >= 0 || errno == EINTR
    }
}
