import Glibc
import Synchronization

/// Takes text on its way out; tests put a buffer here.
protocol OutputSink: Sendable {
    /// False when nothing more can be written, which is a reason to stop.
    @discardableResult
    func write(_ text: String) -> Bool

    /// The system's code for why text was lost, such as ENOSPC. Nil while none was, and when nobody
    /// reads any more.
    var loss: Int32? { get }
}

/// Writes to a file descriptor that stays open as long as the process.
final class FileDescriptorSink: OutputSink {
    private let descriptor: Int32
    private let lost = Mutex<Int32?>(nil)

    var loss: Int32? { lost.withLock { $0 } }

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
                } else {
                    let code = errno
                    if isWorthAnotherTry(code) { continue }
                    if code != EPIPE { lost.withLock { $0 = code } }
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
