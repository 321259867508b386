/// Told of each request whose answer is complete: its status, the body's bytes, and the nanoseconds
/// since its first byte was read.
package typealias HTTPObserver =
    @Sendable (_ request: HTTPRequest, _ status: Int, _ bodyBytes: Int, _ nanoseconds: UInt64) ->
    Void
