import Foundation
import FoundationNetworking
import Onboarding
import OnboardingLedger
import Synchronization

/// Fetches one small document over HTTP, within limits of time and size; follows no redirect.
final class DocumentDownload: NSObject, URLSessionDataDelegate, Sendable {
    private struct State {
        var body: [UInt8] = []
        var failure: ProviderFailure?
        /// What it came to; it may end before anyone waits, when it is cancelled at once.
        var result: Result<[UInt8], ProviderFailure>?
        var continuation: CheckedContinuation<Result<[UInt8], ProviderFailure>, Never>?
    }

    private let bytesMax: Int
    private let state = Mutex(State())

    init(bytesMax: Int) { self.bytesMax = bytesMax }

    /// - Parameter timeoutSeconds: for the whole document.
    /// - Throws: `unavailable` when the answer does not come in time, is not 200, or is too long.
    static func document(at address: String, bytesMax: Int, timeoutSeconds: Double)
        async throws(ProviderFailure) -> [UInt8]
    {
        guard let url = URL(string: address) else {
            throw ProviderFailure(.unavailable, "The address is no URL.")
        }
        let download = DocumentDownload(bytesMax: bytesMax)
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = timeoutSeconds
        configuration.timeoutIntervalForResource = timeoutSeconds
        configuration.httpShouldSetCookies = false
        configuration.urlCache = nil
        let session = URLSession(
            configuration: configuration, delegate: download, delegateQueue: nil)
        // A session holds its delegate until it is told that nothing more comes.
        defer { session.finishTasksAndInvalidate() }
        let task = session.dataTask(with: url)
        // Foundation's own limits begin again with every byte that comes.
        DispatchQueue.global().asyncAfter(deadline: .now() + timeoutSeconds) { task.cancel() }
        return try await download.outcome(of: task).get()
    }

    /// Begins the task, unless it is over already, and waits until it is.
    func outcome(of task: URLSessionDataTask) async -> Result<[UInt8], ProviderFailure> {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let early = state.withLock { state in
                    if state.result == nil { state.continuation = continuation }
                    return state.result
                }
                if let early { return continuation.resume(returning: early) }
                task.resume()
            }
        } onCancel: {
            task.cancel()
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
        let isTooLong = state.withLock { state in
            state.body += data
            return state.body.count > bytesMax
        }
        guard isTooLong else { return }
        let failure = ProviderFailure(.unavailable, "The document has over \(bytesMax) bytes.")
        state.withLock { $0.failure = $0.failure ?? failure }
        dataTask.cancel()
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
    ) {
        let status = (task.response as? HTTPURLResponse)?.statusCode
        let (result, continuation) = state.withLock { state in
            let result = state.result ?? Self.result(state, status, error)
            state.result = result
            defer { state.continuation = nil }
            return (result, state.continuation)
        }
        continuation?.resume(returning: result)
    }

    /// What the end of the exchange means; a failure noted on the way counts first.
    private static func result(_ state: State, _ status: Int?, _ error: (any Error)?)
        -> Result<[UInt8], ProviderFailure>
    {
        if let failure = state.failure { return .failure(failure) }
        if let error {
            let code = (error as? URLError)?.code.rawValue ?? 0
            return .failure(ProviderFailure(.unavailable, "It does not answer (error \(code))."))
        }
        guard status == 200 else {
            return .failure(
                ProviderFailure(.unavailable, "It answered with status \(status ?? 0)."))
        }
        return .success(state.body)
    }
}
