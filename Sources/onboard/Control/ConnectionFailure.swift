/// Why a request got no answer.
enum ConnectionFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// Nobody listens there.
    case refused(reason: String)
    /// The server went away before it had answered.
    case closed
    /// The server holds the connection and says nothing.
    case silent
    /// What came is no HTTP/1.1 answer.
    case malformed
    /// A system call failed for another reason.
    case system(reason: String)

    var description: String {
        switch self {
        case .refused(let reason): "No server answers: \(reason)."
        case .closed: "The server went away before it had answered."
        case .silent: "The server does not answer."
        case .malformed: "The answer is no HTTP."
        case .system(let reason): "Talking to the server failed: \(reason)."
        }
    }

    /// Empty where nothing but the description helps.
    var hint: String {
        switch self {
        case .closed: "See its log for why; then run the command again."
        case .silent: "See whether it was stopped."
        case .refused, .malformed, .system: ""
        }
    }
}
