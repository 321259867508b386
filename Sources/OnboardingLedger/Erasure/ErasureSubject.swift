import EventLog
import Onboarding

/// By what a person is named who is to be erased.
enum ErasureSubject: Sendable, Hashable {
    /// Normalized.
    case email(String)
    case user(String)
    case stream(StreamID)

    private static let impersonal: Set<Substring> = ["webhook", "flow", "erasure"]

    /// Whether a stream is about no single person.
    static func isImpersonal(_ stream: StreamID) -> Bool { impersonal.contains(stream.category) }

    /// An email, the name of a stream that the log has, or a user's id.
    init(_ text: String, _ log: LogReader) throws {
        if let email = EmailAddress.validated(text) {
            self = .email(email)
            return
        }
        guard let stream = StreamID(text), try log.internedID(of: stream) != nil else {
            self = .user(text)
            return
        }
        guard !Self.isImpersonal(stream) else {
            throw ErasureRefusal.notAPerson(stream.name)
        }
        self = .stream(stream)
    }

    /// What is recorded of the subject: its kind, never the subject itself.
    var kind: PersonErased.SubjectKind {
        switch self {
        case .email: .email
        case .user: .user
        case .stream: .stream
        }
    }
}

/// Why nobody is erased.
public enum ErasureRefusal: Error, Sendable, Hashable {
    /// Nothing to erase is held under the subject, and nothing was erased under it that is still
    /// known.
    case unknownSubject
    /// The stream is about no single person.
    case notAPerson(String)
    /// The reason would stay for good, and it holds what is to be erased.
    case reasonIsPersonal

    /// A stable dotted word.
    public var code: String {
        switch self {
        case .unknownSubject: "erasure.subject_not_found"
        case .notAPerson: "erasure.not_a_person"
        case .reasonIsPersonal: "erasure.reason_is_personal"
        }
    }

    /// A sentence for a person, without anything of the person who was to be erased.
    public var explanation: String {
        switch self {
        case .unknownSubject:
            "Nothing to erase is held under this subject: it is no known email, user id or "
                + "stream, or there is nothing personal in it."
        case .notAPerson(let stream): "The stream \(stream) is about no single person."
        case .reasonIsPersonal:
            "The reason stays in the log for good, and it holds some of what is to be erased."
        }
    }
}
