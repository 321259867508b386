import Foundation
import FoundationNetworking

/// Asks providers over HTTP, with a short limit on time: somebody waits for the answer.
final class ProviderClient: Sendable {
    /// For the whole exchange, not for each pause in it.
    private static let timeoutSeconds: TimeInterval = 5
    /// Foundation has six: who pays would wait behind strangers who ask.
    private static let connectionsMax = 32

    private let session: URLSession

    init() {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = Self.timeoutSeconds
        configuration.timeoutIntervalForResource = Self.timeoutSeconds
        configuration.httpMaximumConnectionsPerHost = Self.connectionsMax
        configuration.httpShouldSetCookies = false
        configuration.urlCache = nil
        session = URLSession(
            configuration: configuration, delegate: RefusesRedirects(), delegateQueue: nil)
    }

    /// Any answer, whatever its status: what one means is for the provider's own type to say.
    struct Answer: Sendable {
        let status: Int
        let body: [UInt8]

        /// What an answer that is no success means: a 4xx but 429 would be the same again.
        var failureCode: ProviderFailure.Code {
            (400..<500).contains(status) && status != 429 ? .refused : .unavailable
        }
    }

    /// Posts a form.
    ///
    /// - Throws: `unavailable` when nobody answers in time.
    func post(
        _ form: [(name: String, value: String)], to address: String, fields: [String: String]
    ) async throws(ProviderFailure) -> Answer {
        try await post(
            Data(FormEncoding.encode(form).utf8), as: "application/x-www-form-urlencoded",
            to: address, fields)
    }

    /// Posts JSON.
    ///
    /// - Throws: `unavailable` when nobody answers in time.
    func post(
        json: [UInt8], to address: String, fields: [String: String]
    ) async throws(ProviderFailure) -> Answer {
        try await post(Data(json), as: "application/json", to: address, fields)
    }

    private func post(
        _ body: Data, as type: String, to address: String, _ fields: [String: String]
    ) async throws(ProviderFailure) -> Answer {
        var request = try Self.request(address, fields)
        request.httpMethod = "POST"
        request.httpBody = body
        request.setValue(type, forHTTPHeaderField: "Content-Type")
        return try await send(request)
    }

    /// Asks for what stands at an address.
    ///
    /// - Throws: `unavailable` when nobody answers in time.
    func get(_ address: String, fields: [String: String]) async throws(ProviderFailure) -> Answer {
        try await send(try Self.request(address, fields))
    }

    /// - Throws: `unavailable` for an address that is no URL.
    private static func request(_ address: String, _ fields: [String: String])
        throws(ProviderFailure) -> URLRequest
    {
        guard let url = URL(string: address) else {
            throw ProviderFailure(.unavailable, "The provider's address is no URL.")
        }
        var request = URLRequest(url: url)
        request.setValue("application/json", forHTTPHeaderField: "Accept")
        for (name, value) in fields { request.setValue(value, forHTTPHeaderField: name) }
        return request
    }

    /// Resumes exactly once, with an answer or the reason why there is none.
    private func send(_ request: URLRequest) async throws(ProviderFailure) -> Answer {
        let result: Result<Answer, ProviderFailure> = await withCheckedContinuation {
            continuation in
            let task = session.dataTask(with: request) { data, response, error in
                guard let response = response as? HTTPURLResponse, let data else {
                    let code = (error as? URLError)?.code.rawValue ?? 0
                    continuation.resume(
                        returning: .failure(
                            ProviderFailure(.unavailable, "It does not answer (error \(code)).")))
                    return
                }
                continuation.resume(
                    returning: .success(Answer(status: response.statusCode, body: Array(data))))
            }
            task.resume()
            // Foundation's own limit begins again with every byte that comes.
            DispatchQueue.global().asyncAfter(deadline: .now() + Self.timeoutSeconds) {
                task.cancel()
            }
        }
        return try result.get()
    }
}

/// Follows no redirect: the request carries a secret that is meant for this host alone.
private final class RefusesRedirects: NSObject, URLSessionTaskDelegate {
    func urlSession(
        _ session: URLSession, task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
        completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }
}
