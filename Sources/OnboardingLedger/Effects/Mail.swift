/// A mail to one person.
public struct Mail: Sendable, Hashable {
    /// What the mail is about, as dev mode's mailbox shows it.
    public enum Kind: String, Sendable {
        case otp, welcome
    }

    /// A validated address.
    public let to: String
    public let subject: String
    /// The body, as plain text in UTF-8.
    public let text: String
    public let kind: Kind
    /// The one-time code in it, for dev mode's mailbox.
    public let code: String?

    public init(to: String, subject: String, text: String, kind: Kind, code: String? = nil) {
        self.to = to
        self.subject = subject
        self.text = text
        self.kind = kind
        self.code = code
    }
}

/// Delivers mail; may block, but not for longer than a few seconds.
public protocol Mailer: Sendable {
    /// Returns once somebody else is responsible for the mail; that it arrives is for nobody to
    /// know.
    func deliver(_ mail: Mail) throws(MailFailure)
}

/// A mail was not taken.
public struct MailFailure: Error, Sendable, Hashable {
    /// A stable word, without anything of the mail: it becomes part of an event.
    public let reason: String

    public init(reason: String) { self.reason = reason }

    /// The transfer agent could not be started.
    public static let notStarted = MailFailure(reason: "not_started")
    /// It did not end in time, and was ended.
    public static let timedOut = MailFailure(reason: "timed_out")

    /// It ended with a status (sysexits.h), such as 75 for a temporary failure.
    public static func exited(status: Int32) -> MailFailure {
        MailFailure(reason: "exit_\(status)")
    }
}
