/// Stands where no mail is to leave the machine: takes each mail as sent.
public struct NoMailer: Mailer {
    private let note: @Sendable (Mail.Kind) -> Void

    /// - Parameter note: hears that there was a mail of some kind, never to whom or what it said.
    public init(note: @escaping @Sendable (Mail.Kind) -> Void) { self.note = note }

    public func deliver(_ mail: Mail) throws(MailFailure) { note(mail.kind) }
}
