import Foundation
import FoundationNetworking
import Synchronization

/// One request and what comes of it, as URLSession tells it.
///
/// While more is there to be read, URLSession does nothing else: it hands on what it reads without
/// waiting for whom it tells, and hears neither a `cancel` nor another request. So each exchange
/// has a session of its own, is told in line, which keeps no more in memory than its bound, and has
/// its outcome when it is known, however long the connection takes to end. Of a redirect alone
/// Foundation gathers the body by itself, until it is given up.
final class ProviderExchange: NSObject, URLSessionDataDelegate, Sendable {
    typealias Outcome = Result<ProviderAnswer, ProviderFailure>

    struct Limits: Sendable {
        /// For the whole exchange, not for each pause in it.
        let seconds: Double
        /// Of the answer's body.
        let bytes: Int
    }

    private struct State {
        var body: [UInt8] = []
        /// Nil once the outcome is given.
        var continuation: CheckedContinuation<Outcome, Never>?
    }

    private let limits: Limits
    private let state = Mutex(State())
    /// Cancels; blocked for as long as URLSession reads.
    private let queue = DispatchQueue(label: "provider exchange")

    private init(_ limits: Limits) { self.limits = limits }

    /// Sends the request over a connection of its own and waits for what comes of it, well or
    /// badly.
    static func outcome(
        of request: URLRequest, by configuration: URLSessionConfiguration, within limits: Limits
    ) async -> Outcome {
        let exchange = ProviderExchange(limits)
        let session = URLSession(
            configuration: configuration, delegate: exchange, delegateQueue: InlineQueue())
        let task = session.dataTask(with: request)
        return await withCheckedContinuation { continuation in
            exchange.state.withLock { $0.continuation = continuation }
            task.resume()
            // A session holds its delegate until it is told that nothing more comes.
            session.finishTasksAndInvalidate()
            exchange.giveUpInTime(task)
        }
    }

    /// Foundation's own limits begin again with every byte that comes.
    private func giveUpInTime(_ task: URLSessionTask) {
        queue.asyncAfter(deadline: .now() + limits.seconds) { [weak self, weak task] in
            if let self { end(late) }
            task?.cancel()
        }
    }

    /// The first outcome counts.
    private func end(_ outcome: Outcome) {
        let continuation = state.withLock { state in
            defer { state = State() }
            return state.continuation
        }
        continuation?.resume(returning: outcome)
    }

    private var late: Outcome {
        Self.failure("It did not answer within \(Int(limits.seconds)) s.")
    }

    private static func failure(_ explanation: String) -> Outcome {
        .failure(ProviderFailure(.unavailable, explanation))
    }

    // MARK: What URLSession tells

    func urlSession(
        _ session: URLSession, task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
        completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        let isTooLong = state.withLock { state in
            guard state.continuation != nil else { return false }
            if state.body.count + data.count > limits.bytes { return true }
            state.body += data
            return false
        }
        if isTooLong {
            end(Self.failure("It answered with over \(limits.bytes) bytes."))
            queue.async { dataTask.cancel() }
        }
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
    ) {
        let code = (error as? URLError)?.code
        if error == nil, let status = (task.response as? HTTPURLResponse)?.statusCode {
            end(.success(ProviderAnswer(status: status, body: state.withLock { $0.body })))
        } else if code == .timedOut {
            end(late)
        } else {
            end(Self.failure("It does not answer (error \(code?.rawValue ?? 0))."))
        }
    }
}

/// Does at once, on the thread that adds it, what URLSession wants to be told.
private final class InlineQueue: OperationQueue, @unchecked Sendable {
    override func addOperation(_ block: @escaping @Sendable () -> Void) { block() }
}
