import OnboardingLedger

/// `{subject, reason}` and nothing else, on either door.
struct ErasureForm {
    let subject: String
    let reason: String

    /// - Throws: 400 naming every field that is missing, wrong or not known.
    init(_ body: [UInt8]) throws {
        var form = try Form(body)
        form.refuseOthers(than: ["subject", "reason"])
        subject = form.text("subject", "an email, a user id or a stream's name") {
            (1...StreamID.nameBytesMax).contains($0.utf8.count) ? $0 : nil
        }
        reason = form.reason()
        try form.check()
    }
}
