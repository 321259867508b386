import Synchronization

/// The producer's end of a streamed body.
package struct HTTPBodyWriter: Sendable {
    let channel: BodyChannel

    /// Hands over bytes, in order; suspends first while the connection holds its bound unsent.
    ///
    /// A peer that does not read suspends its producer and nothing else: no more is held for it
    /// than `outputBytesMax` three times and two writes, beside what each waiting task would write.
    /// - Throws: when the peer is gone, the server stops, or the body has ended.
    package func write(_ bytes: [UInt8]) async throws(HTTPStreamClosed) {
        while true {
            switch channel.offer(bytes) {
            case .accepted: return
            case .closed(let reason): throw reason
            case .full: await channel.waitForRoom()
            }
        }
    }

    /// Suspends while a write would, or until the body is closed: who alone writes it reads what it
    /// sends afterwards, so that nothing grows old while the peer does not read.
    package func waitForRoom() async { await channel.waitForRoom() }

    /// Says that the body will not be whole: the connection ends without the body's end, so that
    /// nobody takes half of it for all. The producer then returns.
    package func breakOff() { channel.breakOff() }

    /// True once a write would throw.
    package var isClosed: Bool { channel.isClosed }

    /// Calls back once, when the peer goes or the server stops, at once if that has happened;
    /// never after the producer has returned. Wakes a producer that waits on something else.
    ///
    /// Runs on the event loop: signal and return.
    package func onClose(_ callback: @escaping @Sendable () -> Void) {
        channel.onClose(callback)
    }
}
