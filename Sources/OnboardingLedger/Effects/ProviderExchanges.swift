import Foundation
import FoundationNetworking
import Synchronization

/// What one client's requests come to while they are under way, as URLSession tells it.
final class ProviderExchanges: NSObject, URLSessionDataDelegate, Sendable {
    typealias Outcome = Result<ProviderAnswer, ProviderFailure>

    private struct Exchange {
        var body: [UInt8] = []
        var isTooLong = false
        let continuation: CheckedContinuation<Outcome, Never>
    }

    private let timeoutSeconds: Double
    private let bytesMax: Int
    /// By the task's identifier, which is unique in its session.
    private let exchanges = Mutex<[Int: Exchange]>([:])

    init(timeoutSeconds: Double, bytesMax: Int) {
        (self.timeoutSeconds, self.bytesMax) = (timeoutSeconds, bytesMax)
    }

    /// Begins the task and waits until it is over, well or badly.
    func answer(to task: URLSessionDataTask) async -> Outcome {
        await withCheckedContinuation { continuation in
            exchanges.withLock {
                $0[task.taskIdentifier] = Exchange(continuation: continuation)
            }
            task.resume()
            // Foundation's own limits begin again with every byte that comes.
            DispatchQueue.global().asyncAfter(deadline: .now() + timeoutSeconds) {
                task.cancel()
            }
        }
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
        let isTooLong = exchanges.withLock { exchanges in
            guard var exchange = exchanges.removeValue(forKey: dataTask.taskIdentifier) else {
                return false
            }
            if exchange.body.count + data.count > bytesMax {
                (exchange.isTooLong, exchange.body) = (true, [])
            } else if !exchange.isTooLong {
                exchange.body += data
            }
            exchanges[dataTask.taskIdentifier] = exchange
            return exchange.isTooLong
        }
        if isTooLong { dataTask.cancel() }
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
    ) {
        let exchange = exchanges.withLock { $0.removeValue(forKey: task.taskIdentifier) }
        guard let exchange else { return }
        let status = (task.response as? HTTPURLResponse)?.statusCode
        exchange.continuation.resume(returning: outcome(exchange, status, error))
    }

    /// What the end of an exchange means; that it was too long counts first.
    private func outcome(_ exchange: Exchange, _ status: Int?, _ error: (any Error)?) -> Outcome {
        func failure(_ explanation: String) -> Outcome {
            .failure(ProviderFailure(.unavailable, explanation))
        }
        if exchange.isTooLong { return failure("It answered with over \(bytesMax) bytes.") }
        let code = (error as? URLError)?.code
        if code == .timedOut || code == .cancelled {
            return failure("It did not answer within \(Int(timeoutSeconds)) s.")
        }
        guard error == nil, let status else {
            return failure("It does not answer (error \(code?.rawValue ?? 0)).")
        }
        return .success(ProviderAnswer(status: status, body: exchange.body))
    }
}
