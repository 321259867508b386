// The only unstructured tasks of this room. Each belongs to one exchange of one connection: the
// event loop keeps its handle, cancels it when the peer goes or the grace is over, and drops the
// handle when the answer is in. A task knows its loop only by the inbox.

enum ExchangeTask {
    /// Runs what an endpoint left for later off the loop, and puts its answer into the inbox.
    static func answer(
        _ work: @escaping @Sendable () async -> HTTPResponse,
        report: @escaping @Sendable (HTTPResponse) -> Void
    ) -> Task<Void, Never> {
        Task {
            report(await work())
        }
    }

    /// Runs a stream's producer and ends its channel when it returns.
    static func stream(
        _ producer: @escaping @Sendable (HTTPBodyWriter) async -> Void, _ channel: BodyChannel
    ) -> Task<Void, Never> {
        Task {
            await producer(HTTPBodyWriter(channel: channel))
            channel.end()
        }
    }
}
