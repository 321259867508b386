import Synchronization

/// What a server has done since it started, and what it holds now.
package struct HTTPStatistics: Sendable, Equatable {
    package var connectionsOpen = 0
    package var connectionsAccepted = 0
    /// Connections turned away, with 503 or without a word, and those that had gone by then.
    package var connectionsRefused = 0
    /// Complete ones that were routed, also those that no route has.
    package var requests = 0
    /// Requests refused before an endpoint ran, whether malformed, too large, late or unrouted.
    package var refusals = 0
    package var bytesReceived = 0
    package var bytesSent = 0
    /// Streamed bodies under way.
    package var streamsOpen = 0
    /// Calls to send(2): fewer than answers when pipelined ones leave together.
    package var sends = 0
}

/// The counters of one event loop: written by its thread, read by anyone.
final class LoopCounters: Sendable {
    let connectionsOpen = Atomic<Int>(0)
    let connectionsAccepted = Atomic<Int>(0)
    let connectionsRefused = Atomic<Int>(0)
    let requests = Atomic<Int>(0)
    let refusals = Atomic<Int>(0)
    let bytesReceived = Atomic<Int>(0)
    let bytesSent = Atomic<Int>(0)
    let streamsOpen = Atomic<Int>(0)
    let sends = Atomic<Int>(0)

    /// Each counter is read by itself: the sum may mix two moments.
    func add(to total: inout HTTPStatistics) {
        total.connectionsOpen += connectionsOpen.load(ordering: .relaxed)
        total.connectionsAccepted += connectionsAccepted.load(ordering: .relaxed)
        total.connectionsRefused += connectionsRefused.load(ordering: .relaxed)
        total.requests += requests.load(ordering: .relaxed)
        total.refusals += refusals.load(ordering: .relaxed)
        total.bytesReceived += bytesReceived.load(ordering: .relaxed)
        total.bytesSent += bytesSent.load(ordering: .relaxed)
        total.streamsOpen += streamsOpen.load(ordering: .relaxed)
        total.sends += sends.load(ordering: .relaxed)
    }
}

extension Atomic<Int> {
    /// Adds without ordering: a counter orders nothing.
    func count(_ amount: Int = 1) { add(amount, ordering: .relaxed) }
}
