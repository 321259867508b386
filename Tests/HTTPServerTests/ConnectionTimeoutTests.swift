import TestSupport
import Testing

@testable import HTTPServer

/// Invariant 6: every wait for a peer ends. Time is a number here; nothing waits for it.
struct ConnectionTimeoutTests {
    private var script: Script

    init() {
        var limits = HTTPLimits()
        limits.firstByteTimeoutMilliseconds = 100
        limits.headerTimeoutMilliseconds = 200
        limits.bodyTimeoutMilliseconds = 300
        limits.idleTimeoutMilliseconds = 400
        limits.sendTimeoutMilliseconds = 500
        limits.lingerTimeoutMilliseconds = 600
        script = Script(limits: limits)
        script.drive()
    }

    private static let get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n"

    @Test mutating func `a connection without a first byte is closed without a word`() {
        script.pass(milliseconds: 99)
        expectFalse(script.isClosed)
        script.pass(milliseconds: 1)
        expectTrue(script.isClosed && script.sent.isEmpty)
    }

    @Test mutating func `a header that trickles in is 408 at its time, however busy`() {
        for byte in "GET /a HTTP/1.1\r\nX".utf8 {
            script.receive([byte])
            script.pass(milliseconds: 10)
        }
        expectTrue(script.refusals.isEmpty)
        script.pass(milliseconds: 20)
        expectEqual(script.statuses, ["408"])
        expectTrue(script.isShutDown)
    }

    @Test mutating func `a body that trickles in is 408 at its time`() {
        script.receive("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n")
        script.pass(milliseconds: 299)
        script.receive("x")
        expectTrue(script.refusals.isEmpty)
        script.pass(milliseconds: 1)
        expectEqual(script.statuses, ["408"])
        expectEqual(script.refused.map { $0?.path }, ["/a"])
    }

    @Test mutating func `a header begins its time with its own first byte`() {
        script.receive(Self.get)
        script.pass(milliseconds: 399)
        script.receive("GET")
        script.pass(milliseconds: 199)
        expectTrue(script.refusals.isEmpty)
        script.receive(" /b HTTP/1.1\r\nHost: h\r\n\r\n")
        expectEqual(script.statuses, ["200", "200"])
    }

    @Test mutating func `an idle connection is closed without a word`() {
        script.receive(Self.get)
        script.pass(milliseconds: 399)
        expectFalse(script.isClosed)
        script.pass(milliseconds: 1)
        expectTrue(script.isClosed && script.statuses == ["200"])
    }

    @Test mutating func `each request begins the idle time anew`() {
        for _ in 0..<5 {
            script.receive(Self.get)
            script.pass(milliseconds: 399)
        }
        expectFalse(script.isClosed)
        expectEqual(script.performed.count, 5)
    }

    @Test mutating func `an endpoint may take its time`() {
        script.leftRunning = ["/a"]
        script.receive(Self.get)
        script.pass(milliseconds: 100_000)
        script.finish("/a", HTTPResponse(status: 200))
        expectEqual(script.statuses, ["200"])
    }

    @Test mutating func `a peer that takes nothing is dropped`() {
        script.peerReads = false
        script.receive(Self.get)
        script.pass(milliseconds: 499)
        expectFalse(script.isClosed)
        script.pass(milliseconds: 1)
        expectTrue(script.isClosed)
    }

    @Test mutating func `a peer that takes a little now and then is kept`() {
        script.peerReads = false
        script.receive(Self.get)
        for _ in 0..<5 {
            script.pass(milliseconds: 499)
            script.state.sent(1, at: script.moment.nanoseconds)
            script.drive()
        }
        expectFalse(script.isClosed)
    }

    @Test mutating func `a peer that never hangs up is left`() {
        script.receive("GET /a HTTP/1.0\r\n\r\n")
        script.pass(milliseconds: 599)
        expectTrue(script.isShutDown && !script.isClosed)
        script.pass(milliseconds: 1)
        expectTrue(script.isClosed)
    }

    @Test mutating func `a quiet stream has no deadline`() {
        script.answer = { _ in HTTPResponse(status: 200, body: .stream { _ in }) }
        script.receive(Self.get)
        script.pass(milliseconds: 1_000_000)
        expectFalse(script.isClosed)
        expectNil(script.state.deadline)
    }
}
