import Glibc

/// Hands mail to the machine's own transfer agent through `sendmail -t` (any MTA's).
///
/// An app around the ledger must not ignore SIGCHLD: how the agent ended would be unknown, and each
/// mail be handed over again as one that failed, until it is given up.
public struct SendmailMailer: Mailer {
    /// An agent that queues takes milliseconds; one that hangs is ended after this long.
    public static let millisecondsMax: Int32 = 5000

    /// Where every transfer agent puts the program.
    public static let programDefault = "/usr/sbin/sendmail"

    /// Whether this machine has a transfer agent that can be run.
    public static var isInstalled: Bool { unsafe access(programDefault, X_OK) == 0 }

    private let from: String
    private let program: String
    private let millisecondsMax: Int32

    /// - Parameter from: envelope sender and `From` of each mail; must not hold line ends.
    public init(
        from: String, program: String = Self.programDefault,
        millisecondsMax: Int32 = Self.millisecondsMax
    ) {
        (self.from, self.program, self.millisecondsMax) = (from, program, millisecondsMax)
    }

    /// Blocks until the agent has ended, or was ended.
    /// - Throws: the agent's status, signal or time limit as a stable word.
    public func deliver(_ mail: Mail) throws(MailFailure) {
        let end = SpawnedProgram.run(
            program, ["-t", "-i", "-f", from], input: Array(Self.text(mail, from: from).utf8),
            milliseconds: millisecondsMax)
        switch end {
        case .exited(status: 0): return
        case .exited(let status): throw .exited(status: status)
        case .signalled(let number): throw MailFailure(reason: "signal_\(number)")
        case .timedOut: throw .timedOut
        case .notStarted: throw .notStarted
        case .notWatched: throw MailFailure(reason: "not_watched")
        }
    }

    /// Headers and body (RFC 5322). A validated address and our own subjects have no line ends; of
    /// one that an app let through unvalidated they are left out, so that it adds no header.
    static func text(_ mail: Mail, from: String) -> String {
        """
        From: \(from)
        To: \(mail.to.filter { !$0.isNewline })
        Subject: \(mail.subject)
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 8bit

        \(mail.text)
        """
    }
}
