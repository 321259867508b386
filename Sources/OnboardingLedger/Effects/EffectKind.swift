import EventLog
import Onboarding
import Time

/// What an event can call for, to be done after its commit.
public enum EffectKind: String, Sendable, CaseIterable {
    /// The verification code of a `VerificationCodeSent` (K2).
    case otpMail = "mail.otp"
    /// The welcome to a user whom a `ProfileCreated` made (K8).
    case welcomeMail = "mail.welcome"
    /// Telling the identity provider of an `OnboardingCompleted` (A7). Who completes waits for it,
    /// and `Wizards` does it, whose events are its outcome.
    case identitySync = "sync.identity"
    /// Ending a checkout at the payment provider that a `PlanChanged` (K1), `SignUpCancelled`
    /// (K10), payment at another one (K7) or erasure (L14) left open, so that nobody pays for what
    /// is not given any more.
    case checkoutExpiry = "checkout.expire"
}

/// An effect on its way, with all that doing it takes.
struct PreparedEffect: Sendable {
    let kind: EffectKind
    let queued: QueuedEffect
    let cause: RecordedEvent
    /// The tenant that the outcome is told of, so that the audit finds it there; nil where there is
    /// none.
    var tenantID: String?
    let work: EffectWork
}

/// What is to be done now.
enum EffectWork: Sendable {
    /// To be handed to the mailer; it may hold a code, so it is never stored.
    case mail(Mail)
    /// The payment provider is to let this checkout run out now.
    case checkoutExpiry(id: String)
    /// Nothing any more, for a reason that is a stable word.
    case nothing(String)
}

extension CommandTransaction {
    /// Puts what an event of this command calls for into the queue, due at once.
    func callFor(_ kind: EffectKind, because cause: GlobalPosition) throws {
        let key = EffectKey(cause: cause, kind: kind.rawValue)
        try writeEffects { try $0.put(QueuedEffect(key, attemptCount: 0, dueAt: now)) }
    }

    /// Works out from the states as they are now what an effect comes to: nothing of it, and above
    /// all no code, was stored. Nil when it is over, or not done here, as of a
    /// newer version's kind.
    func prepare(_ key: EffectKey, _ secrets: DerivedSecrets) throws -> PreparedEffect? {
        guard let kind = EffectKind(rawValue: key.kind), kind != .identitySync,
            let queued = try queuedEffect(key), let cause = try committedEvent(at: key.cause)
        else { return nil }
        var prepared: (work: EffectWork, tenantID: String?)
        switch try (kind, state(of: cause.stream)) {
        case (.otpMail, .signUp(let session)):
            prepared = (try codeMail(session, cause, secrets), nil)
        case (.welcomeMail, .profile(let profile)):
            prepared = (Self.welcomeMail(profile), profile.tenantID)
        case (.checkoutExpiry, .signUp(let session)):
            prepared = (try checkoutExpiry(session, cause), nil)
        default: prepared = (.nothing("not_understood"), nil)
        }
        return PreparedEffect(
            kind: kind, queued: queued, cause: cause, tenantID: prepared.tenantID,
            work: prepared.work)
    }

    /// The mail with a session's newest code, made from the server key; nothing when the code was
    /// superseded, voided or has expired, for it would open nothing.
    private func codeMail(
        _ session: SignUpState, _ cause: RecordedEvent, _ secrets: DerivedSecrets
    ) throws -> EffectWork {
        guard let id = UUIDv7(String(cause.stream.id)),
            case .codeSent(let sent) = try SignUpEvent.decoded(cause)
        else { return .nothing("not_understood") }
        guard session.isActive(at: now) else { return .nothing("session_over") }
        guard let code = session.code, code.issue == sent.issue, !code.isVoided else {
            return .nothing("superseded")
        }
        guard now < code.expiresAt else { return .nothing("expired") }
        guard !session.email.isEmpty else { return .nothing("no_address") }
        let digits = secrets.oneTimeCode(sessionID: id, issue: sent.issue)
        // Fewer than 15 where the mail did not get through at once.
        let minutes = (code.expiresAt - now + 59_999) / 60_000
        let valid = minutes == 1 ? "a minute" : "\(minutes) minutes"
        return .mail(
            Mail(
                to: session.email, subject: "Your verification code",
                text: "Your verification code is \(digits). It is valid for \(valid).\n",
                kind: .otp, code: digits))
    }

    /// The end of the checkout that was open when the cause came, whatever the session has become
    /// since: also when it has the plan again, for then another one is opened, and two may be paid.
    /// Nothing for one that was paid before, or cannot be any more.
    private func checkoutExpiry(
        _ session: SignUpState, _ cause: RecordedEvent
    ) throws -> EffectWork {
        let earlier = try committedEvents(of: cause.stream).prefix { $0.version < cause.version }
        let kind = EventKind.checkoutStarted.rawValue
        guard let event = earlier.last(where: { $0.type.name == kind }),
            case .checkoutStarted(let checkout) = try SignUpEvent.decoded(event)
        else { return .nothing("not_understood") }
        let id = checkout.checkoutSessionID
        if session.payments.contains(where: { $0.checkoutSessionID == id }) {
            return .nothing("paid")
        }
        guard now < checkout.expiresAt else { return .nothing("expired") }
        return .checkoutExpiry(id: id)
    }

    /// Nothing for a profile that was deleted or whose email was erased meanwhile.
    private static func welcomeMail(_ profile: ProfileState) -> EffectWork {
        guard profile.exists else { return .nothing("profile_deleted") }
        guard !profile.email.isEmpty else { return .nothing("no_address") }
        return .mail(
            Mail(
                to: profile.email, subject: "Welcome",
                text: "Welcome, \(profile.firstName). Your workspace is ready.\n", kind: .welcome))
    }
}

extension SignUpEvent {
    /// A recorded event in its current schema version; nil for one of another flow.
    fileprivate static func decoded(_ event: RecordedEvent) throws -> SignUpEvent? {
        let newest = try Upcasting.domain.newest(
            Upcasting.Payload(type: event.type, data: event.data, personal: nil))
        guard let kind = EventKind(rawValue: newest.type.name), kind.family == .signUp else {
            return nil
        }
        return try unsafe newest.data.withUnsafeBytes { data in
            try unsafe SignUpEvent.decode(kind, data: data, personal: nil)
        }
    }
}
