import OnboardingLedger

/// Sends nothing and says so: that there was a mail, never to whom or what it said.
struct LoggingMailer: Mailer {
    let log: @Sendable (LogLine) -> Void

    func deliver(_ mail: Mail) throws(MailFailure) {
        log(LogLine(.info, "mail not sent", ["kind": .string(mail.kind.rawValue)]))
    }
}
