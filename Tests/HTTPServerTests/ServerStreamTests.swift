import Synchronization
import TestSupport
import Testing

@testable import HTTPServer

struct ServerStreamTests {
    @Test func `events reach the client as they are written`() async throws {
        let next = Signal()
        let route = HTTPRoute(
            .get, "/events",
            .now { _, _ in
                HTTPResponse(
                    status: 200, fields: ["Content-Type": "text/event-stream"],
                    body: .stream { writer in
                        try? await writer.write(HTTPServerSentEvent(data: "one").encoded)
                        await next.wait()
                        try? await writer.write(HTTPServerSentEvent(data: "two").encoded)
                    })
            })
        try await TestServer.run([route]) { test in
            let client = try await test.client()
            await client.send("GET /events HTTP/1.1\r\nHost: h\r\n\r\n")
            try await expectEqual(client.head().field("Content-Type"), "text/event-stream")
            try await expectEqual(client.chunk(), "data: one\n\n")
            next.happen()
            try await expectEqual(client.chunk(), "data: two\n\n")
            try await expectNil(client.chunk())
            try await expectEqual(client.get("/now/a").body, "a")
        }
    }

    /// No timer comes to its help: the one of the first byte is far off.
    @Test func `a body that is broken off with nothing left to send ends the connection at once`()
        async throws
    {
        let seen = Signal()
        let route = HTTPRoute(
            .get, "/half",
            .now { _, _ in
                HTTPResponse(
                    status: 200,
                    body: .stream { writer in
                        try? await writer.write(Array("half".utf8))
                        await seen.wait()
                        writer.breakOff()
                    })
            })
        let limits = HTTPLimits.changed { $0.firstByteTimeoutMilliseconds = 60_000 }
        try await TestServer.run([route], limits: limits) { test in
            let client = try await test.client()
            await client.send("GET /half HTTP/1.1\r\nHost: h\r\n\r\n")
            try await expectEqual(client.head().status, 200)
            try await expectEqual(client.chunk(), "half")
            seen.happen()
            try await expectEqual(client.rest(), "")
        }
    }

    /// Invariant 5: 256 MiB are on offer; what is held is the kernel's buffers and our bound.
    @Test func `a peer that does not read holds its producer up, and gets all when it reads`()
        async throws
    {
        let (block, count) = (64 << 10, 4096)
        let counter = Counter()
        let route = HTTPRoute(
            .get, "/flood",
            .now { _, _ in
                HTTPResponse(
                    status: 200,
                    body: .stream { writer in
                        let bytes = [UInt8](repeating: UInt8(ascii: "x"), count: block)
                        for _ in 0..<count {
                            guard (try? await writer.write(bytes)) != nil else { return }
                            counter.add(1)
                        }
                    })
            })
        try await TestServer.run([route]) { test in
            let client = try await TestClient.connect(test.address, receiveBytes: 64 << 10)
            await client.send("GET /flood HTTP/1.1\r\nHost: h\r\n\r\n")
            try await expectEqual(client.head().status, 200)
            await expectTrue(counter.comesToRest())
            expectTrue(counter.value * block < 32 << 20)
            var received = 0
            while let chunk = try await client.chunk() { received += chunk.utf8.count }
            expectEqual(received, block * count)
        }
    }

    @Test func `a writer throws when the peer is gone, and who waits elsewhere is woken`()
        async throws
    {
        let (started, closed, threw) = (Signal(), Signal(), Signal())
        let route = HTTPRoute(
            .get, "/events",
            .now { _, _ in
                HTTPResponse(
                    status: 200,
                    body: .stream { writer in
                        writer.onClose { closed.happen() }
                        started.happen()
                        await closed.wait()
                        do throws(HTTPStreamClosed) {
                            try await writer.write([1])
                        } catch {
                            if error == .peerGone && writer.isClosed { threw.happen() }
                        }
                    })
            })
        try await TestServer.run([route]) { test in
            var client: TestClient? = try await test.client()
            await client?.send("GET /events HTTP/1.1\r\nHost: h\r\n\r\n")
            await started.wait()
            client = nil
            await threw.wait()
            await expectTrue(eventually { test.server.statistics.streamsOpen == 0 })
        }
    }

    // MARK: The channel alone

    @Test func `a channel takes no more than its bound and the write that crosses it`() {
        let channel = BodyChannel(bytesMax: 10) {}
        expectTrue(channel.accepts(9) && channel.accepts(9))
        expectFalse(channel.accepts(1))
        expectEqual(channel.take().bytes.count, 18)
        expectTrue(channel.accepts(1))
    }

    @Test func `a channel rings once until what it has is taken`() {
        let rings = Counter()
        let channel = BodyChannel(bytesMax: 10) { rings.add(1) }
        _ = (channel.accepts(1), channel.accepts(1), channel.accepts(0))
        expectEqual(rings.value, 1)
        _ = channel.take()
        _ = channel.accepts(1)
        expectEqual(rings.value, 2)
    }

    @Test func `what was written before the producer returned is still taken`() {
        let channel = BodyChannel(bytesMax: 10) {}
        _ = channel.accepts(3)
        channel.end()
        expectFalse(channel.accepts(1))
        let (bytes, isLast) = channel.take()
        expectTrue(bytes.count == 3 && isLast)
    }

    @Test func `a close calls back once, and at once when it has happened`() {
        let calls = Counter()
        let channel = BodyChannel(bytesMax: 10) {}
        channel.onClose { calls.add(1) }
        channel.close(.serverStopping)
        channel.close(.peerGone)
        expectEqual(calls.value, 1)
        channel.onClose { calls.add(1) }
        expectEqual(calls.value, 2)
    }

    @Test func `a close wakes a producer that waits for room`() async {
        let channel = BodyChannel(bytesMax: 1) {}
        _ = channel.accepts(1)
        let writer = HTTPBodyWriter(channel: channel)
        async let outcome = Self.outcome(of: writer)
        channel.close(.peerGone)
        await expectEqual(outcome, .peerGone)
    }

    private static func outcome(of writer: HTTPBodyWriter) async -> HTTPStreamClosed? {
        do throws(HTTPStreamClosed) {
            try await writer.write([1])
            return nil
        } catch {
            return error
        }
    }
}

extension BodyChannel {
    fileprivate func accepts(_ count: Int) -> Bool {
        if case .accepted = offer([UInt8](repeating: 0, count: count)) { true } else { false }
    }
}

/// A number that several threads add to.
final class Counter: Sendable {
    private let number = Atomic<Int>(0)

    var value: Int { number.load(ordering: .sequentiallyConsistent) }
    func add(_ amount: Int) { number.add(amount, ordering: .sequentiallyConsistent) }

    /// True once the number is not zero and has stayed the same for a tenth of a second.
    func comesToRest() async -> Bool {
        let last = Mutex((value: 0, since: LoopClock.nanoseconds()))
        return await eventually { [self] in
            last.withLock { last in
                let now = LoopClock.nanoseconds()
                if last.value != value { last = (value, now) }
                return last.value > 0 && now - last.since > 100_000_000
            }
        }
    }
}
