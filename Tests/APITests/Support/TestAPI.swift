import Foundation
import HTTPServer
import JSON
import Onboarding
import OnboardingLedger
import Synchronization
import TestSupport
import Testing
import Time

@testable import API

/// A clock that stands still until it is moved.
struct StillClock: WallClock {
    func now() -> Timestamp { Timestamp(milliseconds: 1_790_000_000_000) }
    var uptimeMilliseconds: Int64 { 0 }
}

/// A server in dev mode over real files in a folder of its own, asked without sockets.
struct TestAPI: Sendable {
    let server: APIServer
    let ledger: Ledger
    let clock: AdjustableClock
    let lines: LogLines

    /// Runs a test with a fresh server; `change` sets it up otherwise.
    static func run(
        _ change: (inout APIConfiguration) -> Void = { _ in },
        _ body: (TestAPI) async throws -> Void
    ) async throws {
        await TestPlaces.shared.take()
        defer { TestPlaces.shared.giveBack() }
        let folder = TemporaryFolder()
        let clock = AdjustableClock(base: StillClock())
        var configuration = APIConfiguration.dev(version: "1.2.3")
        // However busy the machine is, a code's mail is there when the answer is.
        configuration.answerLimits.codeMail = .seconds(300)
        configuration.answerLimits.welcomeMail = .seconds(300)
        configuration.answerLimits.checkoutExpiry = .seconds(300)
        change(&configuration)
        var options = LedgerOptions(directory: DataDirectory(path: folder.path), clock: clock)
        options.variants = configuration.variants
        let ledger = try Ledger(options)
        let lines = LogLines()
        let server = APIServer(
            configuration: configuration, ledger: ledger, clock: clock,
            listen: .tcp(host: "127.0.0.1", port: 0), log: { lines.note($0) })
        do {
            try await body(TestAPI(server: server, ledger: ledger, clock: clock, lines: lines))
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    /// Stops the server and opens another over the same files, which the test stops itself.
    func restarted() async throws -> TestAPI {
        await server.stop()
        let ledger = try Ledger(LedgerOptions(directory: ledger.directory, clock: clock))
        let lines = lines
        let server = APIServer(
            configuration: server.core.configuration, ledger: ledger, clock: clock,
            listen: .tcp(host: "127.0.0.1", port: 0), log: { lines.note($0) })
        return TestAPI(server: server, ledger: ledger, clock: clock, lines: lines)
    }

    func advance(_ seconds: Int64) { _ = clock.advance(seconds: seconds) }

    // MARK: Asking

    /// Asks with a raw request: the request line without its version, fields, a blank line, body.
    func ask(_ text: String, peer: HTTPPeer = Self.peer) async throws -> Answer {
        let parts = text.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
        var lines = parts[0].split(separator: "\n").map(String.init)
        let first = lines.removeFirst().split(separator: " ", maxSplits: 1)
        var fields = HTTPFields()
        for line in lines {
            let field = line.split(separator: ":", maxSplits: 1)
            fields.append(String(field[0]), field[1].trimmingCharacters(in: .whitespaces))
        }
        let body = parts.count > 1 ? Array(parts[1].utf8) : []
        let request = try HTTPRequest(
            method: HTTPMethod(String(first[0])), target: String(first[1]), fields: fields,
            body: body, peer: peer)
        let answer = Answer(await server.answer(request))
        // Every answer of these tests is held against the API's description.
        for problem in AnswerCheck.ofDevMode.problems(request, answer) {
            Issue.record("\(problem)")
        }
        return answer
    }

    static let peer = HTTPPeer(address: "192.0.2.7", isLoopback: false)

    func post(_ path: String, _ body: JSONValue, _ fields: String...) async throws -> Answer {
        let text = String(decoding: body.encoded, as: UTF8.self)
        let lines = (["Content-Type: application/json"] + fields).joined(separator: "\n")
        return try await ask("POST \(path)\n\(lines)\n\n\(text)")
    }

    func patch(_ path: String, _ body: JSONValue, _ fields: String...) async throws -> Answer {
        let text = String(decoding: body.encoded, as: UTF8.self)
        let lines = (["Content-Type: application/json"] + fields).joined(separator: "\n")
        return try await ask("PATCH \(path)\n\(lines)\n\n\(text)")
    }

    func get(_ path: String, _ fields: String...) async throws -> Answer {
        try await ask((["GET \(path)"] + fields).joined(separator: "\n"))
    }

    // MARK: Credentials

    /// `Authorization: Bearer …` for a fresh API key.
    func key(_ scopes: APIScope...) async throws -> String {
        "Authorization: Bearer \(try await ledger.makeKey(name: "test", scopes: scopes).key)"
    }

    /// `Authorization: Bearer …` for a person.
    func person(_ subject: String, email: String? = nil, role: String? = nil) -> String {
        var claims = AccessTokens.claims(subject: subject, now: clock.now())
        claims.email = email
        claims.role = role
        return "Authorization: Bearer \(server.core.tokens.jwt.sign(claims))"
    }

    /// `Authorization: Bearer …` for a person whose token says what `change` makes it say.
    func person(_ subject: String, _ change: (inout TokenClaims) -> Void) -> String {
        var claims = AccessTokens.claims(subject: subject, now: clock.now())
        change(&claims)
        return "Authorization: Bearer \(server.core.tokens.jwt.sign(claims))"
    }

    // MARK: Facts

    /// The types of a stream's events, oldest first.
    func types(_ stream: String) async throws -> [String] {
        try await events(stream).map(\.type.name)
    }

    func events(_ stream: String) async throws -> [RecordedEvent] {
        guard let stream = StreamID(stream) else { return [] }
        return try await ledger.events(of: stream, limit: 1000)
    }

    func stream(_ token: String) -> String {
        server.core.signUps.stream(ofToken: token)?.name ?? ""
    }

    /// The versions of a stream's events, oldest first: 1, 2, 3 … when none is missing.
    func versions(_ stream: String) async throws -> [Int64] {
        try await events(stream).map(\.version.rawValue)
    }

    /// How many events there are beside those that only say what was refused.
    var eventCount: Int64 {
        get async throws {
            try await refusalsAreRecorded()
            return Int64(
                try await ledger.events(matching: EventFilter(), limit: .max)
                    .count { $0.stream.category != "refusals" })
        }
    }

    /// Returns once what was refused before is recorded: it waits in the line in which commands do.
    func refusalsAreRecorded() async throws { try await ledger.perform { _ in } }

    /// Returns once the outcome of every effect is recorded: on a busy machine an answer may come
    /// before it. The suites that wait so have a time limit.
    func effectsAreOver() async throws {
        while try await server.core.effects.queuedCount() > 0 { await Task.yield() }
    }

    func count(_ counter: Metrics.Counter) -> Int { server.core.metrics.value(counter) }
}

/// What the server told its log.
final class LogLines: Sendable {
    private let lines = Mutex<[LogLine]>([])

    func note(_ line: LogLine) { lines.withLock { $0.append(line) } }

    var all: [LogLine] { lines.withLock { $0 } }
}
