import HTTPServer

extension StreamTask {
    /// A body that breaks off when something fails on the way, so that nobody takes half of it for
    /// all.
    ///
    /// - Parameter name: what it is, for the log.
    static func body(
        _ name: String, _ core: APICore,
        _ send: @escaping @Sendable (HTTPBodyWriter) async throws -> Void
    ) -> HTTPBody {
        .stream { writer in
            await run(writer) {
                do {
                    try await send(writer)
                } catch is HTTPStreamClosed {
                    // The server stops, perhaps: the peer, if it is there, has a part only.
                    writer.breakOff()
                } catch {
                    core.log(
                        LogLine(.warning, "\(name) ended", ["reason": .string("\(error)")]))
                    writer.breakOff()
                }
            }
        }
    }
}
