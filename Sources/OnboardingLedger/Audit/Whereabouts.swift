import EventLog
import Onboarding
import ReadModels

/// Finds what the journeys of one flow do not tell of those who stopped: what was last refused to
/// them, and where they went instead (contract D2). A few look-ups for each, so for pages only.
struct Whereabouts {
    private let reader: LedgerReader
    private let flow: String

    init(_ reader: LedgerReader, flow: String) { (self.reader, self.flow) = (reader, flow) }

    /// The page with last errors and whereabouts filled in. An error from behind the page's head is
    /// left out, so that the same question on the same head has the same answer (D1).
    func completing(_ page: DropoffPage) throws -> DropoffPage {
        var page = page
        for place in page.subjects.indices {
            let subject = page.subjects[place]
            if let error = try reader.log.lastError(of: subject.stream, in: flow),
                error.position.rawValue <= page.head
            {
                page.subjects[place].lastError = error.code
            }
            if case .exit = subject.instead { continue }
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

    /// A sign-up's email may have begun another one, or may have become a user elsewhere.
    private func elsewhere(ofSession subject: DropoffPage.Subject) throws -> DropoffPage.Instead? {
        guard case .signUp(let session) = try reader.subject(of: subject.stream).state else {
            return nil
        }
        let holder = try reader.holder(of: .sessionEmail(session.email))
        if let other = holder, other != subject.stream,
            case .signUp(let later) = try reader.subject(of: other).state
        {
            return .restart(later.createdAt, stream: other)
        }
        guard let user = try reader.holder(of: .userEmail(session.email)) else { return nil }
        return try stage(ofUser: String(user.id))
    }

    /// The flow, other than this one, in which a user came furthest last.
    private func stage(ofUser id: String) throws -> DropoffPage.Instead? {
        let stream = StreamID(category: "profile", id: id)
        guard case .profile(let profile) = try reader.subject(of: stream).state else { return nil }
        if flow != MerchantFlow.declaration.flow, let stage = profile.access.stage {
            return .flow(MerchantFlow.declaration.flow, stage: stage.rawValue)
        }
        if flow != MembershipFlow.declaration.flow, let stage = profile.membership.stage {
            return .flow(MembershipFlow.declaration.flow, stage: stage.rawValue)
        }
        return nil
    }
}
