import Foundation
import FoundationNetworking
import Synchronization

/// Asks providers over HTTP, within limits of time and size: somebody waits for the answer. Follows
/// no redirect, for a request may carry a secret that is meant for this host alone.
package final class ProviderClient: Sendable {
    /// Exchanges at a time: each has a connection. Whoever comes on top is refused at once.
    private static let exchangesMax = 256

    private let limits: ProviderExchange.Limits
    private let exchangeCount = Mutex(0)

    /// - Parameters:
    ///   - timeoutSeconds: for a whole exchange, not for each pause in it.
    ///   - bytesMax: how long an answer's body may be; providers' have a few kilobytes.
    package init(timeoutSeconds: Double = 5, bytesMax: Int = 1 << 20) {
        limits = ProviderExchange.Limits(seconds: timeoutSeconds, bytes: bytesMax)
    }

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

    private func post(
        _ body: Data, as type: String, to address: String, _ fields: [String: String]
    ) async throws(ProviderFailure) -> ProviderAnswer {
        var request = try Self.request(address, fields)
        request.httpMethod = "POST"
        request.httpBody = body
        request.setValue(type, forHTTPHeaderField: "Content-Type")
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
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = limits.seconds
        configuration.timeoutIntervalForResource = limits.seconds
        configuration.httpShouldSetCookies = false
        configuration.urlCache = nil
        let isOneTooMany = exchangeCount.withLock { count in
            if count < Self.exchangesMax { count += 1 } else { return true }
            return false
        }
        if isOneTooMany { throw ProviderFailure(.unavailable, "Too many wait for it.") }
        defer { exchangeCount.withLock { $0 -= 1 } }
        let outcome = await ProviderExchange.outcome(
            of: request, by: configuration, within: limits)
        return try outcome.get()
    }
}
