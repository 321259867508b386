/// The bounds on what a peer may send, hold and wait for; all of them are in this one place.
package struct HTTPLimits: Sendable {
    /// 8 KiB: what common proxies pass on, and RFC 9112 section 3 recommends at least 8000.
    package var requestLineBytesMax = 8 << 10
    /// One field line without its CRLF; then 431.
    package var fieldLineBytesMax = 8 << 10
    /// All field lines together.
    package var headerBytesMax = 16 << 10
    /// Field lines, and trailer lines again; then 431.
    package var headerCountMax = 100
    /// The body as it is after decoding; then 413, with a known length before any of it is read.
    package var bodyBytesMax = 256 << 10
    /// A chunk's size line with its extensions; nobody sends extensions, so there is little room.
    package var chunkLineBytesMax = 256
    /// Open connections over all loops; the next one gets 503.
    package var connectionsMax = 4096
    /// Requests of one connection under way or answered out of turn.
    package var pipelinedRequestsMax = 16
    /// What is read ahead from a peer while its earlier requests are under way.
    package var readAheadBytesMax = 64 << 10
    /// Unsent answer bytes at which a connection's next request, answer and piece of a stream
    /// wait: it holds at most this and the answer that crossed it, of a stream three times this
    /// and two writes (invariant 5).
    package var outputBytesMax = 64 << 10
    /// From accepting a connection to its first byte; then it is closed without a word.
    package var firstByteTimeoutMilliseconds = 10_000
    /// From a request's first byte to the end of its header; then 408.
    package var headerTimeoutMilliseconds = 10_000
    /// From the end of the header to the end of the body; then 408.
    package var bodyTimeoutMilliseconds = 20_000
    /// Between requests; then the connection is closed without a word.
    package var idleTimeoutMilliseconds = 60_000
    /// Without progress while answer bytes wait to be sent; then the connection is dropped.
    package var sendTimeoutMilliseconds = 30_000
    /// From the last byte of a last answer until the peer hangs up (RFC 9112 section 9.6).
    package var lingerTimeoutMilliseconds = 1_000

    package init() {}
}
