import Foundation

/// Hands mail to the machine's own transfer agent through `sendmail -t` (any MTA's).
public struct SendmailMailer: Mailer {
    /// An agent that queues takes milliseconds; one that hangs is ended after this long.
    public static let secondsMax = 5.0

    private let from: String
    private let program: String
    private let secondsMax: Double

    public init(
        from: String, program: String = "/usr/sbin/sendmail", secondsMax: Double = Self.secondsMax
    ) {
        (self.from, self.program, self.secondsMax) = (from, program, secondsMax)
    }

    public func deliver(_ mail: Mail) throws(MailFailure) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["-t", "-i", "-f", from]
        let input = Pipe()
        process.standardInput = input
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        do { try process.run() } catch { throw .notStarted }
        // A mail is smaller than a pipe holds, so that this never waits; an agent that does not
        // read tells more by its status.
        try? input.fileHandleForWriting.write(
            contentsOf: Data(Self.text(mail, from: from).utf8))
        try? input.fileHandleForWriting.close()
        guard ended.wait(timeout: .now() + secondsMax) == .success else {
            kill(process.processIdentifier, SIGKILL)
            throw .timedOut
        }
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            throw .exited(status: process.terminationStatus)
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
