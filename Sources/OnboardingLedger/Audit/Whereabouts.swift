import EventLog
import Onboarding
import ReadModels

/// Finds what the journeys of one flow do not tell of those who stopped: what was last refused to
/// them, and where they went instead (contract D2). A few look-ups for each, so for pages only.
struct Whereabouts {
    private let reader: LedgerReader
    private let page: DropoffPage
    /// Nil when the question is about the present.
    private let bound: LogBound?

    /// - Parameter page: what came later than its head and its present is left out, so that the
    ///   same question on the same head has the same answer (D1).
    init(_ reader: LedgerReader, _ page: DropoffPage) throws {
        (self.reader, self.page) = (reader, page)
        let head = try reader.log.head()
        let isPresent =
            page.head >= head.position.rawValue && page.asOf >= head.recordedAt ?? page.asOf
        bound = isPresent ? nil : LogBound(position: page.head, time: page.asOf)
    }

    private var flow: String { page.flow }

    /// The page with last errors and whereabouts filled in, and emails where they were asked for.
    func completed() throws -> DropoffPage {
        var page = page
        let emails = page.hasEmails ? SubjectEmails(reader: reader) : nil
        for place in page.subjects.indices {
            try reader.log.checkInterest()
            let subject = page.subjects[place]
            page.subjects[place].email = try emails?.email(of: subject.stream)
            let error = try reader.log.lastError(of: subject.stream, in: flow, within: bound)
            page.subjects[place].lastError = error?.code
            // An email's next sign-up begins where one has ended, and says more than its end.
            if case .exit = subject.instead, subject.stream.category != "session" { continue }
            if let elsewhere = try elsewhere(subject) { page.subjects[place].instead = elsewhere }
        }
        return page
    }

    // MARK: Where they went

    /// Nil when nothing is known of another way, as for streams that are no person's.
    private func elsewhere(_ subject: DropoffPage.Subject) throws -> DropoffPage.Instead? {
        switch subject.stream.category {
        case "session": try elsewhere(ofSession: subject)
        case "wizard": try stage(ofUser: String(subject.stream.id))
        case "profile": try stage(ofUser: String(subject.stream.id))
        default: nil
        }
    }

    private func state(of stream: StreamID) throws -> SubjectState {
        guard let bound else { return try reader.subject(of: stream).state }
        return try reader.history.subject(of: stream, within: bound)
    }

    /// A sign-up's email may have begun another one, may have become a user by that, or elsewhere.
    ///
    /// Who has the email is only known of the present: of a past one, a later sign-up that yet
    /// another one took over from is not seen.
    private func elsewhere(ofSession subject: DropoffPage.Subject) throws -> DropoffPage.Instead? {
        guard case .signUp(let session) = try state(of: subject.stream) else {
            return nil
        }
        let holder = try reader.holder(of: .sessionEmail(session.email))
        if let other = holder, other != subject.stream,
            case .signUp(let later) = try state(of: other), later.stage != nil
        {
            return .restart(later.createdAt, stream: other)
        }
        guard let user = try reader.holder(of: .userEmail(session.email)) else { return nil }
        if case .profile(let profile) = try state(of: user), profile.exists, profile.source == nil {
            return .flow(SignUpFlow.declaration.flow, stage: SignUpStage.committed.rawValue)
        }
        return try stage(ofUser: String(user.id))
    }

    /// Another flow in which a user stands, whenever they came there; the merchants' before the
    /// membership's.
    private func stage(ofUser id: String) throws -> DropoffPage.Instead? {
        let stream = StreamID(category: "profile", id: id)
        guard case .profile(let profile) = try state(of: stream) else { return nil }
        if flow != MerchantFlow.declaration.flow, let stage = profile.access.stage {
            return .flow(MerchantFlow.declaration.flow, stage: stage.rawValue)
        }
        if flow != MembershipFlow.declaration.flow, let stage = profile.membership.stage {
            return .flow(MembershipFlow.declaration.flow, stage: stage.rawValue)
        }
        return nil
    }
}
