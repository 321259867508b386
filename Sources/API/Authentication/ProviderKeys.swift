import Foundation
import OnboardingLedger
import Synchronization
import Time

/// The keys of the identity provider, from a file or an address: loaded in the background, loaded
/// again when a token names an unknown one, and kept when the provider is down.
final class ProviderKeys: Sendable {
    /// Where they are had from.
    enum Source: Sendable, Hashable {
        /// A file that the operator keeps current.
        case file(String)
        /// The provider's own address.
        case address(String)

        /// An http(s) URL, else a path.
        init(_ text: String) {
            let isAddress = ["http://", "https://"].contains { text.lowercased().hasPrefix($0) }
            self = isAddress ? .address(text) : .file(text)
        }
    }

    /// Providers' sets have a few kilobytes.
    static let documentBytesMax = 256 << 10
    /// Whoever sends tokens with invented key ids makes us ask no more often than this.
    private static let intervalMilliseconds: Int64 = 60_000
    /// The same while there are none at all.
    private static let firstIntervalMilliseconds: Int64 = 5000

    /// The keys that count now; the generation grows with each set that differs.
    struct Current: Sendable {
        var set = JSONWebKeySet()
        var generation = 0
    }

    private struct State {
        /// An empty set of generation 0 until the first load is over.
        var current = Current()
        var attemptedAt: Timestamp?
        var isLoading = false
        var lastNumber = 0
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
    }

    private let source: Source
    private let client: ProviderClient
    private let report: @Sendable (String) -> Void
    private let state = Mutex(State())

    /// - Parameters:
    ///   - timeoutSeconds: how long an address may take for the whole document.
    ///   - report: told why a set was not taken; never of a token.
    init(
        _ source: Source, timeoutSeconds: Double = 5, report: @escaping @Sendable (String) -> Void
    ) {
        (self.source, self.report) = (source, report)
        client = ProviderClient(
            timeoutSeconds: timeoutSeconds, bytesMax: Self.documentBytesMax)
    }

    var current: Current { state.withLock { $0.current } }

    /// True once there was a set.
    var areKnown: Bool { current.generation > 0 }

    /// Loads the set, unless that was tried within the last minute (while there is none, the last
    /// five seconds), and waits until it is there; who comes meanwhile waits too. The load goes on
    /// when those who wait are cancelled: who hangs up ends nothing but their own wait.
    func refresh(now: Timestamp) async {
        let begins = state.withLock { state in
            if state.isLoading { return false }
            let interval =
                state.current.generation > 0
                ? Self.intervalMilliseconds : Self.firstIntervalMilliseconds
            if let last = state.attemptedAt, now - last < interval, now >= last { return false }
            (state.isLoading, state.attemptedAt) = (true, now)
            return true
        }
        if begins { EverybodysTask.begin { await self.load() } }
        await wait()
    }

    /// Until the load that is under way, if one is, is over, well or badly; or until the caller's
    /// own task is cancelled.
    private func wait() async {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let waits = state.withLock { state in
                    guard state.isLoading, !Task.isCancelled else { return false }
                    state.waiting[number] = continuation
                    return true
                }
                if !waits { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: number) }?.resume()
        }
    }

    /// Takes a set that can be used; a failure leaves the one that there is.
    private func load() async {
        var loaded: JSONWebKeySet?
        do { loaded = try JSONWebKeySet(parsing: try await document()) } catch {
            report("\(error)")
        }
        let waiting = state.withLock { state in
            if let loaded, loaded != state.current.set {
                state.current = Current(set: loaded, generation: state.current.generation + 1)
            }
            defer { state.waiting = [:] }
            state.isLoading = false
            return state.waiting
        }
        for continuation in waiting.values { continuation.resume() }
    }

    /// The set as bytes, from wherever it is; a file is read off the cooperative pool.
    private func document() async throws -> [UInt8] {
        switch source {
        case .address(let address):
            let answer = try await client.get(address)
            guard answer.status == 200 else {
                throw ProviderFailure(.unavailable, "It answered with status \(answer.status).")
            }
            return answer.body
        case .file(let path):
            return try await BlockingWork.run { Result { try Self.contents(of: path) } }.get()
        }
    }

    /// At most one byte more than is allowed is read; a longer file is then no JSON.
    private static func contents(of path: String) throws -> [UInt8] {
        let file = try FileHandle(forReadingFrom: URL(filePath: path))
        defer { try? file.close() }
        return Array(try file.read(upToCount: documentBytesMax) ?? Data())
    }
}
