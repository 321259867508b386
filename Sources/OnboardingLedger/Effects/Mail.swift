import EventLog
import Foundation
import Synchronization
import Time

/// A mail to one person.
public struct Mail: Sendable, Hashable {
    public enum Kind: String, Sendable {
        case otp, welcome
    }

    public let to: String
    public let subject: String
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

/// Delivers mail; may block.
public protocol Mailer: Sendable {
    func deliver(_ mail: Mail) throws
}

/// Hands mail to the machine's own transfer agent through `sendmail -t` (any MTA's).
public struct SendmailMailer: Mailer {
    private let from: String

    public init(from: String) { self.from = from }

    public func deliver(_ mail: Mail) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/sbin/sendmail")
        process.arguments = ["-t", "-i", "-f", from]
        let input = Pipe()
        process.standardInput = input
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(Self.text(mail, from: from).utf8))
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw MailFailure(exitStatus: process.terminationStatus)
        }
    }

    /// Headers and body (RFC 5322); line ends in headers are impossible, for a validated address
    /// and our own subjects have none.
    static func text(_ mail: Mail, from: String) -> String {
        """
        From: \(from)
        To: \(mail.to)
        Subject: \(mail.subject)
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 8bit

        \(mail.text)
        """
    }
}

/// The transfer agent did not take a mail.
public struct MailFailure: Error, Sendable {
    public let exitStatus: Int32
}

/// Delivers mail on a thread of its own, so that no answer waits for it; the mail is best effort.
public final class MailRoom: Sendable {
    private let pool: ThreadPool<Void>
    private let mailer: any Mailer
    private let report: @Sendable (Mail.Kind, any Error) -> Void

    /// - Parameter report: told of each delivery that failed; never of addresses or codes.
    public init(
        _ mailer: any Mailer, report: @escaping @Sendable (Mail.Kind, any Error) -> Void
    ) {
        pool = ThreadPool(name: "mail", threadCount: 1, queuedMax: 10_000) {}
        self.mailer = mailer
        self.report = report
    }

    /// Takes a mail for delivery and returns at once.
    func send(_ mail: Mail) {
        let (mailer, report, pool) = (mailer, report, pool)
        Task.detached {
            do { try await pool.run { try mailer.deliver(mail) } } catch {
                report(mail.kind, error)
            }
        }
    }

    /// Takes a mail and returns when it is delivered, so that who asked can read it.
    func deliver(_ mail: Mail) async {
        let mailer = mailer
        do { try await pool.run { try mailer.deliver(mail) } } catch { report(mail.kind, error) }
    }

    public func close() { pool.close() }
}
