import Foundation
import JSON
import Synchronization
import TestSupport
import Testing
import Time

@testable import API
@testable import OnboardingLedger

/// Providers that are slow, down or mad: the request is answered within its limit, and nothing is
/// half done (contract L19, K4, K6).
@Suite("Slow providers", .timeLimit(.minutes(5))) struct SlowProviderTests {
    /// What a provider does with a connection that it took.
    enum Manner: Sendable, CaseIterable {
        /// Says nothing and keeps it.
        case silent
        /// Begins an answer and gives a byte of it now and then, for ever.
        case trickling
        /// Begins an answer and gives as much of it as is taken.
        case endless
        /// Says what is no HTTP.
        case garbage
        /// Closes it.
        case gone
        /// Answers the first request and leaves the connection open, until a further one comes.
        case once
    }

    /// How a provider may fail to answer.
    static let failing: [Manner] = [.silent, .trickling, .endless, .garbage, .gone]

    @Test(arguments: failing)
    func `a checkout is refused in time, and asking again is what it was`(_ manner: Manner)
        async throws
    {
        let provider = try RawProvider(manner)
        try await TestAPI.run {
            $0.isStripeConfigured = true
            $0.stripeAPIKey = "sk_test_123"
            $0.stripeAPIBase = provider.base
        } _: { api in
            let token = try await api.staged("ada@example.com", plan: "professional")
            let answer = try await api.post("/v1/onboarding/payment/start", api.paymentBody(token))
            expectEqual(answer.refusal, "502 onboarding.payment_provider_unavailable")
            let types = try await api.types(api.stream(token))
            expectEqual(types.suffix(2), ["CheckoutRequested", "CheckoutFailed"])
            let session = try await api.get("/v1/onboarding/session?sessionToken=\(token)")
            expectEqual(session["stage"], "payment_pending")
            expectEqual(session["checkoutSessionId"], .null)
            let early = try await api.post("/v1/onboarding/payment/start", api.paymentBody(token))
            expectEqual(early.refusal, "429 onboarding.payment_rate_limited")
        }
        provider.stop()
    }

    @Test(arguments: failing)
    func `a sign-in with Google is refused in time, and nothing changed`(_ manner: Manner)
        async throws
    {
        let provider = try RawProvider(manner)
        try await TestAPI.run {
            $0.googleClientID = "client"
            $0.googleClientSecret = "secret"
            $0.googleTokenURL = provider.base + "/token"
        } _: { api in
            let token = try await api.start("ada@example.com")
            let count = try await api.eventCount
            let answer = try await api.post(
                "/v1/onboarding/oauth/google", ["sessionToken": .string(token), "code": "code"])
            expectEqual(answer.refusal, "502 onboarding.identity_provider_unavailable")
            try await expectEqual(api.eventCount, count)
        }
        provider.stop()
    }

    @Test(arguments: [Manner.silent, .trickling])
    func `a set of keys that does not come in time is given up`(_ manner: Manner) async throws {
        let provider = try RawProvider(manner)
        let told = Mutex<[String]>([])
        let source = ProviderKeys.Source(provider.base + "/keys")
        let keys = ProviderKeys(source, timeoutSeconds: 1) { reason in
            told.withLock { $0.append(reason) }
        }
        await keys.refresh(now: Timestamp(milliseconds: 0))
        expectFalse(keys.areKnown)
        expectEqual(told.withLock { $0 }, ["It did not answer within 1 s."])
        provider.stop()
    }

    @Test func `an answer that has no end is given up at its bound`() async throws {
        let provider = try RawProvider(.endless)
        let client = ProviderClient(timeoutSeconds: 120, bytesMax: 1000)
        let failure = await #expect(throws: ProviderFailure.self) {
            try await client.get(provider.base)
        }
        expectEqual(failure?.explanation, "It answered with over 1000 bytes.")
        provider.stop()
    }

    @Test func `one answer that has no end holds up no other`() async throws {
        let (endless, once) = (try RawProvider(.endless), try RawProvider(.once))
        let client = ProviderClient(timeoutSeconds: 120, bytesMax: 1 << 20)
        let failures = await withTaskGroup(of: String?.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    do throws(ProviderFailure) {
                        _ = try await client.get(endless.base)
                        return nil
                    } catch { return error.explanation }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        expectEqual(failures, Array(repeating: "It answered with over 1048576 bytes.", count: 4))
        try await expectEqual(client.get(once.base).status, 200)
        endless.stop()
        once.stop()
    }

    @Test func `what is asked goes over a connection of its own`() async throws {
        let provider = try RawProvider(.once)
        let client = ProviderClient(timeoutSeconds: 120)
        for turn in 0..<3 {
            let answer = try await client.post([("a", "\(turn)")], to: provider.base, fields: [:])
            expectEqual(String(decoding: answer.body, as: UTF8.self), "a=\(turn)")
        }
        provider.stop()
    }
}

/// Takes connections on a port of its own and treats each in the same manner.
final class RawProvider: Sendable {
    private let listener: Int32
    private let isStopped = Mutex(false)
    let base: String

    init(_ manner: SlowProviderTests.Manner) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let port = unsafe withUnsafeMutablePointer(to: &name) { name -> in_port_t? in
            unsafe name.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                guard unsafe bind(listener, address, length) == 0, listen(listener, 16) == 0,
                    unsafe getsockname(listener, address, &length) == 0
                else { return nil }
                return unsafe address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    unsafe in_port_t(bigEndian: $0.pointee.sin_port)
                }
            }
        }
        base = "http://127.0.0.1:\(try required(port))"
        Thread.detachNewThread { [self] in
            while case let peer = accept(self.listener, nil, nil), peer >= 0 {
                Thread.detachNewThread { [self] in treat(peer, manner) }
            }
        }
    }

    func stop() {
        isStopped.withLock { $0 = true }
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private func treat(_ peer: Int32, _ manner: SlowProviderTests.Manner) {
        defer { close(peer) }
        switch manner {
        case .silent: while !isStopped.withLock({ $0 }) { usleep(20_000) }
        case .trickling:
            var isOpen = say("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", to: peer)
            while isOpen, !isStopped.withLock({ $0 }) {
                usleep(200_000)
                isOpen = say(" ", to: peer)
            }
        case .endless:
            let spaces = String(repeating: " ", count: 1 << 16)
            var isOpen = say("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", to: peer)
            while isOpen, !isStopped.withLock({ $0 }) { isOpen = say(spaces, to: peer) }
        case .garbage: _ = say("\u{1}\u{2}no such protocol\r\n\r\n{}", to: peer)
        case .gone: break
        case .once:
            var text = ""
            // A form's head, and its body, which is three bytes long; or a head alone.
            while !(text.hasPrefix("GET ") && text.hasSuffix("\r\n\r\n")),
                !text.dropLast(3).hasSuffix("\r\n\r\n")
            {
                guard let more = heard(from: peer) else { return }
                text += more
            }
            let body = text.hasPrefix("GET ") ? "" : String(text.suffix(3))
            if say("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n" + body, to: peer)
            {
                _ = heard(from: peer)
            }
        }
    }

    /// Nil at the end.
    private func heard(from peer: Int32) -> String? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = unsafe bytes.withUnsafeMutableBytes {
            unsafe recv(peer, $0.baseAddress, $0.count, 0)
        }
        return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
    }

    private func say(_ text: String, to peer: Int32) -> Bool {
        let bytes = Array(text.utf8)
        return unsafe bytes.withUnsafeBytes {
            unsafe send(peer, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) == $0.count
        }
    }
}
