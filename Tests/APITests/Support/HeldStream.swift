import Testing

@testable import HTTPServer

/// A streamed answer to a peer that takes nothing until it is told to, in the place of a connection
/// and its buffers: exactly one write is on its way while the producer waits for room.
struct HeldStream: Sendable {
    private let channel: BodyChannel
    private let signals: AsyncStream<Void>

    /// Begins to produce, and returns once the first write is on its way.
    init(_ response: HTTPResponse) async throws {
        guard case .stream(let producer) = response.body else {
            throw WireClient.Failure(reason: "the answer is not streamed")
        }
        let (signals, signal) = AsyncStream<Void>.makeStream()
        // Full with whatever was written first.
        channel = BodyChannel(bytesMax: 1) { signal.yield() }
        self.signals = signals
        let channel = channel
        Task {
            await producer(HTTPBodyWriter(channel: channel))
            channel.end()
        }
        for await _ in signals { break }
    }

    /// As a stop of the server does.
    func stop() { channel.close(.serverStopping) }

    /// True for a body of which the peer learns that it is not whole.
    var isBrokenOff: Bool { channel.isBrokenOff }

    /// What is on its way.
    func taken() -> String { String(decoding: channel.take().bytes, as: UTF8.self) }

    /// All that comes from here on, taken as it comes; returns at the body's end.
    func rest() async -> String {
        var (bytes, isLast) = channel.take()
        if !isLast {
            for await _ in signals {
                let next = channel.take()
                bytes += next.bytes
                isLast = next.isLast
                if isLast { break }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
