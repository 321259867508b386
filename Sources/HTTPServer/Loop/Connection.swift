import CSystem
import Glibc

/// A connection on its loop: the socket, the protocol's state, and what runs for it.
///
/// Not Sendable: it is made, used and dropped on its loop's thread (invariant 11).
final class Connection {
    let token: EpollToken
    var state: ConnectionState
    /// What epoll watches the socket for now.
    var interest: Readiness
    /// The earliest time at which the deadline queue will look here.
    var scheduledAt = UInt64.max
    /// Endpoints under way.
    var tasks: [(id: ExchangeID, task: Task<Void, Never>)] = []
    /// The stream at the front, and the task of its producer.
    var stream: (channel: BodyChannel, task: Task<Void, Never>)?
    /// True while it waits in the list of those to be driven after a batch of commands.
    var isTouched = false
    private let descriptor: Descriptor

    init(
        _ descriptor: consuming Descriptor, token: EpollToken, state: ConnectionState,
        interest: Readiness
    ) {
        self.descriptor = descriptor
        self.token = token
        self.state = state
        self.interest = interest
    }

    var number: Int32 { descriptor.number }

    /// What one recv(2) gave.
    enum Received {
        case bytes(Int)
        /// The peer has closed its side.
        case end
        /// There is nothing to read for now.
        case nothing
        /// The connection is broken.
        case failed
    }

    /// Reads at most what `scratch` holds, in one recv(2); never waits.
    func receive(into scratch: inout [UInt8]) -> Received {
        let number = number
        do throws(SystemError) {
            let count = try systemCall("recv") {
                unsafe scratch.withUnsafeMutableBytes {
                    unsafe recv(number, $0.baseAddress, $0.count, 0)
                }
            }
            return count == 0 ? .end : .bytes(count)
        } catch {
            return error.wouldBlock ? .nothing : .failed
        }
    }

    /// Gives the kernel what it takes of the output in one send(2); nil when the peer is gone.
    func send() -> Int? {
        let number = number
        let output = state.output
        do throws(SystemError) {
            return try systemCall("send") {
                unsafe output.bytes.withUnsafeBytes {
                    let rest = unsafe UnsafeRawBufferPointer(rebasing: $0[output.sentCount...])
                    return unsafe Glibc.send(
                        number, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
                }
            }
        } catch {
            return error.wouldBlock ? 0 : nil
        }
    }

    /// Tells the peer that nothing more comes, and leaves reading open.
    func shutDownOutput() {
        // Fails when the peer is gone, which reading finds out.
        _ = shutdown(number, Int32(SHUT_WR))
    }

    /// Cancels the endpoints and the stream's producer; their writers throw.
    func cancelWork(_ reason: HTTPStreamClosed) {
        for (_, task) in tasks { task.cancel() }
        tasks.removeAll()
        if let (channel, task) = stream {
            channel.close(reason)
            task.cancel()
            stream = nil
        }
    }
}
