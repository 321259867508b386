import EventLog
import JSON
import OnboardingLedger

/// The server that holds the directory said no, or could not.
struct ControlFailure: Error, Sendable, Hashable {
    /// The HTTP status of the answer.
    let status: Int
    /// A stable dotted word.
    let code: String
    /// The server's own sentence, followed by a line for each field that it found wrong.
    let explanation: String
    /// Empty when the server had none.
    let hint: String

    /// The server's files are in trouble, and not the command.
    var isStorage: Bool { status == 503 || status == 507 || code.hasPrefix("storage.") }
}

/// Asks the server that holds the data directory to write for this process, through its control
/// socket; blocks. One process alone writes a ledger's files.
final class ControlClient {
    /// What a server's first word may take: it says it from memory, so that one which is only busy
    /// has said it long before, and one that was stopped never does.
    private static let patienceMilliseconds = 5_000

    private let connection: HTTPConnection

    /// Nil when no server answers there, or none in time; what is asked of it later may take as
    /// long as it takes.
    init?(_ directory: DataDirectory) {
        do throws(ConnectionFailure) {
            connection = try HTTPConnection(
                .unix(path: directory.controlSocket),
                patienceMilliseconds: Self.patienceMilliseconds)
            let status = try connection.answer(to: ServerRequest("GET", "/control/status"))
            guard status.isSuccess else { return nil }
            connection.waitAsLongAsItTakes()
        } catch { return nil }
    }

    /// Asks for one thing and gives back its JSON; `null` for an answer without a body.
    ///
    /// - Throws: `ControlFailure` with the server's own words; `ConnectionFailure` when it is gone.
    func ask(
        _ method: String, _ target: String, body: [UInt8] = [], type: String = "application/json"
    ) throws -> JSONValue {
        var request = ServerRequest(method, target, body: body)
        if !body.isEmpty { request.fields.append(("Content-Type", type)) }
        let answer = try connection.answer(to: request)
        guard answer.isSuccess else { throw Self.failure(answer.status, answer.body) }
        return answer.body.isEmpty ? .null : try Self.value(answer.body)
    }

    /// Asks for something that tells its progress line by line; gives back the last line.
    ///
    /// - Throws: as `ask`; also for a failure that the last line tells, when the status was out.
    func follow(
        _ method: String, _ target: String, body: [UInt8] = [], onLine: (JSONValue) -> Void
    ) throws -> JSONValue {
        var splitter = LineSplitter()
        var last = JSONValue.null
        var whole: [UInt8] = []
        var request = ServerRequest(method, target, body: body)
        if !body.isEmpty { request.fields.append(("Content-Type", "application/json")) }
        let answer = try connection.begin(request) { piece in
            whole = whole.count < 1 << 16 ? whole + piece : whole
            splitter.feed(piece)
            while let line = splitter.next() {
                last = Self.lenient(line)
                onLine(last)
            }
        }
        guard answer.isSuccess else { throw Self.failure(answer.status, whole) }
        if let error = last["error"] { throw Self.failure(answer.status, error) }
        return last
    }

    /// Nested as deep as our own texts may be; the server is this program.
    private static func value(_ body: [UInt8]) throws(ConnectionFailure) -> JSONValue {
        do { return try JSONValue(parsing: body, limits: .trusted) } catch { throw .malformed }
    }

    /// Null for what is no JSON: an answer that failed may be anything.
    private static func lenient(_ body: [UInt8]) -> JSONValue {
        do { return try JSONValue(parsing: body, limits: .trusted) } catch { return .null }
    }

    /// What problem details (RFC 9457) say.
    private static func failure(_ status: Int, _ body: [UInt8]) -> ControlFailure {
        failure(status, lenient(body))
    }

    private static func failure(_ status: Int, _ problem: JSONValue) -> ControlFailure {
        let explanation = problem["explanation"] ?? problem["detail"] ?? problem["title"]
        let errors = (problem["errors"]?.arrayValue ?? []).map { error in
            "\n\(error["pointer"]?.stringValue ?? ""): \(error["detail"]?.stringValue ?? "")"
        }.joined()
        return ControlFailure(
            status: status, code: problem["code"]?.stringValue ?? "server.refused",
            explanation: (explanation?.stringValue ?? "The server answered \(status).") + errors,
            hint: problem["hint"]?.stringValue ?? "")
    }
}
