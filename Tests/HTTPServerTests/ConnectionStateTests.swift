import TestSupport
import Testing

@testable import HTTPServer

struct ConnectionStateTests {
    private static func get(_ path: String, _ more: String = "") -> String {
        "GET \(path) HTTP/1.1\r\nHost: h\r\n\(more)\r\n"
    }

    private static func post(_ path: String) -> String {
        "POST \(path) HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx"
    }

    // MARK: Persistence

    @Test func `a 1.1 connection stays open`() {
        var script = Script()
        script.receive(Self.get("/a"))
        script.receive(Self.get("/b"))
        expectEqual(script.statuses, ["200", "200"])
        expectFalse(script.sent.contains("Connection:"))
        expectEqual(script.state.phase, .open)
    }

    @Test(arguments: ["close", "Close", "keep-alive, close", "x, close ,y"])
    func `a connection that asks for it is closed after the answer`(_ option: String) {
        var script = Script()
        script.receive(Self.get("/a", "Connection: \(option)\r\n") + Self.get("/b"))
        expectEqual(script.performed.map(\.path), ["/a"])
        expectTrue(script.sent.contains("Connection: close\r\n"))
        expectTrue(script.isShutDown)
    }

    @Test func `a 1.0 connection is closed after the answer`() {
        var script = Script()
        script.receive("GET /a HTTP/1.0\r\n\r\n" + Self.get("/b"))
        expectEqual(script.performed.map(\.path), ["/a"])
        expectTrue(script.isShutDown)
    }

    @Test func `a 1.0 connection stays open when asked, and says so`() {
        var script = Script()
        script.receive("GET /a HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n")
        expectTrue(script.sent.contains("Connection: keep-alive\r\n"))
        expectFalse(script.isShutDown)
    }

    @Test func `an endpoint may close the connection`() {
        var script = Script()
        script.answer = { _ in HTTPResponse(status: 200, fields: ["connection": "close"]) }
        script.receive(Self.get("/a") + Self.get("/b"))
        expectEqual(script.performed.count, 1)
        expectTrue(script.isShutDown)
    }

    @Test func `after its answer a closed connection lingers until the peer hangs up`() {
        var script = Script()
        script.receive(Self.get("/a", "Connection: close\r\n"))
        expectTrue(script.isShutDown && !script.isClosed)
        script.receive("more that nobody reads")
        script.endInput()
        expectTrue(script.isClosed)
    }

    // MARK: Pipelining (invariants 3 and 4)

    @Test func `answers to pipelined requests leave in order, in one piece`() {
        var script = Script()
        script.leftRunning = ["/a", "/c"]
        script.receive(Self.get("/a") + Self.get("/b") + Self.get("/c"))
        expectEqual(script.performed.map(\.path), ["/a", "/b", "/c"])
        script.finish("/c", HTTPResponse(status: 203))
        expectTrue(script.sent.isEmpty)
        script.finish("/a", HTTPResponse(status: 201))
        expectEqual(script.statuses, ["201", "200", "203"])
    }

    @Test func `an unsafe request waits for those before it`() {
        var script = Script()
        script.leftRunning = ["/a"]
        script.receive(Self.get("/a") + Self.post("/b"))
        expectEqual(script.performed.map(\.path), ["/a"])
        script.finish("/a", HTTPResponse(status: 200))
        expectEqual(script.performed.map(\.path), ["/a", "/b"])
    }

    @Test func `requests wait for an unsafe one before them`() {
        var script = Script()
        script.leftRunning = ["/a"]
        script.receive(Self.post("/a") + Self.get("/b"))
        expectEqual(script.performed.map(\.path), ["/a"])
        script.finish("/a", HTTPResponse(status: 200))
        expectEqual(script.performed.map(\.path), ["/a", "/b"])
    }

    @Test func `a refusal leaves after the answers before it`() {
        var script = Script()
        script.leftRunning = ["/a"]
        script.receive(Self.get("/a") + "BAD\r\n\r\n")
        expectTrue(script.sent.isEmpty)
        script.finish("/a", HTTPResponse(status: 200))
        expectEqual(script.statuses, ["200", "400"])
        expectTrue(script.isShutDown)
    }

    @Test func `an answer for nobody is ignored`() {
        var script = Script()
        script.receive(Self.get("/a"))
        script.state.answer(
            ExchangeID(number: 1), HTTPResponse(status: 200), at: script.moment)
        script.state.answer(
            ExchangeID(number: 9), HTTPResponse(status: 200), at: script.moment)
        script.drive()
        expectEqual(script.statuses, ["200"])
    }

    // MARK: Bounds (invariant 5)

    @Test func `no more pipelined requests run than may`() {
        var limits = HTTPLimits()
        limits.pipelinedRequestsMax = 2
        var script = Script(limits: limits)
        script.leftRunning = ["/a", "/b", "/c"]
        script.receive(Self.get("/a") + Self.get("/b") + Self.get("/c"))
        expectEqual(script.performed.count, 2)
        script.finish("/a", HTTPResponse(status: 200))
        expectEqual(script.performed.count, 3)
    }

    @Test func `reading pauses while a request runs and enough is read ahead`() {
        var limits = HTTPLimits()
        limits.readAheadBytesMax = 90
        var script = Script(limits: limits)
        script.leftRunning = ["/a"]
        script.receive(Self.post("/a") + Self.post("/b"))
        expectTrue(script.state.wantsToRead)
        script.receive(Self.post("/c"))
        expectFalse(script.state.wantsToRead)
        script.finish("/a", HTTPResponse(status: 200))
        expectEqual(script.performed.count, 3)
        expectTrue(script.state.wantsToRead)
    }

    @Test func `requests wait while a peer does not take its answers`() {
        var limits = HTTPLimits()
        limits.outputBytesMax = 300
        var script = Script(limits: limits)
        script.peerReads = false
        script.receive(String(repeating: Self.get("/a"), count: 50))
        expectTrue(script.performed.count < 5)
        script.peerReads = true
        script.drive()
        expectEqual(script.performed.count, 50)
    }

    // MARK: 100 Continue

    private static let expecting =
        "POST /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"

    @Test func `a peer that waits for it is told to continue, once`() {
        var script = Script()
        script.receive(Self.expecting)
        expectEqual(script.sent, "HTTP/1.1 100 Continue\r\n\r\n")
        script.receive("x")
        script.receive("y")
        expectEqual(script.statuses, ["100", "200"])
    }

    @Test func `a peer that has sent its body is not told to continue`() {
        var script = Script()
        script.receive(Self.expecting + "xy")
        expectEqual(script.statuses, ["200"])
    }

    @Test func `100 Continue waits for the answers before it`() {
        var script = Script()
        script.leftRunning = ["/b"]
        script.receive(Self.get("/b") + Self.expecting)
        expectTrue(script.sent.isEmpty)
        script.finish("/b", HTTPResponse(status: 200))
        expectEqual(script.statuses, ["200", "100"])
    }

    @Test func `a body that is too large is refused instead of asked for`() {
        var script = Script()
        script.receive(Self.expecting.replacing("Length: 2", with: "Length: 9999999"))
        expectEqual(script.statuses, ["413"])
    }

    // MARK: The peer leaves (invariant 9)

    @Test func `a peer that leaves cancels what runs`() {
        var script = Script()
        script.leftRunning = ["/a"]
        script.receive(Self.get("/a"))
        script.endInput()
        expectEqual(script.cancellations, 1)
    }

    @Test func `what a peer sent before it closed its side is read and answered`() {
        var script = Script()
        script.leftRunning = ["/a"]
        script.receive(Self.get("/a"))
        script.state.inputEnds()
        script.drive()
        expectEqual(script.cancellations, 1)
        script.finish("/a", HTTPResponse(status: 200))
        expectTrue(script.state.wantsToRead && !script.isClosed)
        script.receive(Self.get("/b"))
        script.endInput()
        expectEqual(script.statuses, ["200", "200"])
        expectTrue(script.isClosed)
    }

    @Test func `a peer that closed only its own side still gets its answer`() {
        var script = Script()
        script.leftRunning = ["/a"]
        script.receive(Self.get("/a"))
        script.endInput()
        script.finish("/a", HTTPResponse(status: 200))
        expectEqual(script.statuses, ["200"])
        expectTrue(script.isClosed)
    }

    @Test func `a request cut short is dropped without a word`() {
        var script = Script()
        script.receive("GET /a HTTP/1.1\r\nHo")
        script.endInput()
        expectTrue(script.isClosed && script.sent.isEmpty && script.performed.isEmpty)
    }

    @Test func `a broken connection is closed at once`() {
        var script = Script()
        script.leftRunning = ["/a"]
        script.receive(Self.get("/a"))
        script.state.aborted()
        script.drive()
        expectTrue(script.isClosed)
        script.finish("/a", HTTPResponse(status: 200))
        expectTrue(script.sent.isEmpty)
    }
}
