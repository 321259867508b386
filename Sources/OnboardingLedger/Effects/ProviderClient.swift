import Foundation
import FoundationNetworking

/// Asks providers over HTTP, within limits of time and size: somebody waits for the answer. Follows
/// no redirect, for a request may carry a secret that is meant for this host alone.
package final class ProviderClient: Sendable {
    /// Foundation has six: who pays would wait behind strangers who ask.
    private static let connectionsMax = 32

    private let exchanges: ProviderExchanges
    private let session: URLSession

    /// - Parameters:
    ///   - timeoutSeconds: for a whole exchange, not for each pause in it.
    ///   - bytesMax: how long an answer's body may be; providers' have a few kilobytes.
    package init(timeoutSeconds: Double = 5, bytesMax: Int = 1 << 20) {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = timeoutSeconds
        configuration.timeoutIntervalForResource = timeoutSeconds
        configuration.httpMaximumConnectionsPerHost = Self.connectionsMax
        configuration.httpShouldSetCookies = false
        configuration.urlCache = nil
        exchanges = ProviderExchanges(timeoutSeconds: timeoutSeconds, bytesMax: bytesMax)
        session = URLSession(
            configuration: configuration, delegate: exchanges, delegateQueue: nil)
    }

    // A session holds its delegate until it is told that nothing more comes.
    deinit { session.finishTasksAndInvalidate() }

    /// Posts a form.
    ///
    /// - Throws: `unavailable` when nobody answers in time, or with too much.
    package func post(
        _ form: [(name: String, value: String)], to address: String, fields: [String: String]
    ) async throws(ProviderFailure) -> ProviderAnswer {
        try await post(
            Data(FormEncoding.encode(form).utf8), as: "application/x-www-form-urlencoded",
            to: address, fields)
    }

    /// Posts JSON.
    ///
    /// - Throws: `unavailable` when nobody answers in time, or with too much.
    func post(
        json: [UInt8], to address: String, fields: [String: String]
    ) async throws(ProviderFailure) -> ProviderAnswer {
        try await post(Data(json), as: "application/json", to: address, fields)
    }

    /// Asks the provider to end the connection behind its answer (RFC 9112 section 9.6), so that
    /// the next has one of its own: over one that is ended just then Foundation would send the head
    /// once more, and never the body.
    private func post(
        _ body: Data, as type: String, to address: String, _ fields: [String: String]
    ) async throws(ProviderFailure) -> ProviderAnswer {
        var request = try Self.request(address, fields)
        request.httpMethod = "POST"
        request.httpBody = body
        request.setValue(type, forHTTPHeaderField: "Content-Type")
        request.setValue("close", forHTTPHeaderField: "Connection")
        return try await send(request)
    }

    /// Asks for what stands at an address.
    ///
    /// - Throws: `unavailable` when nobody answers in time, or with too much.
    package func get(
        _ address: String, fields: [String: String] = [:]
    ) async throws(ProviderFailure) -> ProviderAnswer {
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

    private func send(_ request: URLRequest) async throws(ProviderFailure) -> ProviderAnswer {
        try await exchanges.answer(to: session.dataTask(with: request)).get()
    }
}
