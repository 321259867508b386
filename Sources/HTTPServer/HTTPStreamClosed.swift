/// Why a stream takes no more bytes.
package enum HTTPStreamClosed: Error, Sendable, Hashable {
    /// The peer disconnected, or took nothing for `sendTimeoutMilliseconds`.
    case peerGone
    /// The server is being stopped; what was accepted before is still sent.
    case serverStopping
    /// The producer has returned, which ended the body.
    case bodyEnded
}
