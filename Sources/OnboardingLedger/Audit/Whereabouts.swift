import EventLog
import JSON
import Onboarding
import ReadModels

/// Finds what the journeys of one flow do not tell of those who stopped: what was last refused to
/// them, and where they went instead (contract D2). A few look-ups for each, so for pages only.
struct Whereabouts {
    private let reader: LedgerReader
    private let flow: String
    private let head: Int64

    init(_ reader: LedgerReader, flow: String, head: Int64) {
        (self.reader, self.flow, self.head) = (reader, flow, head)
    }

    func completing(_ page: DropoffPage) throws -> DropoffPage {
        var page = page
        for place in page.subjects.indices {
            let subject = page.subjects[place]
            page.subjects[place].lastError = try lastError(of: subject.stream)
            if case .exit = subject.instead { continue }
            if let elsewhere = try elsewhere(subject) { page.subjects[place].instead = elsewhere }
        }
        return page
    }

    // MARK: Refusals

    /// Events of the subjects' own streams that are refusals, and the code that each stands for.
    private static let ownRefusals: [EventKind: String] = [
        .verificationCodeRefused: SignUpRejection.invalidOTP.code,
        .checkoutFailed: SignUpRejection.paymentProviderUnavailable.code,
        .identitySyncFailed: WizardRejection.identitySyncFailed.code,
    ]

    private func lastError(of stream: StreamID) throws -> String? {
        let refusals = StreamID(category: "refusals", id: stream.name)
        let refused = try newest(refusals, [.commandRefused])
        let own = try newest(stream, Set(Self.ownRefusals.keys))
        guard let last = [refused, own].compactMap({ $0 }).max(by: { $0.position < $1.position })
        else { return nil }
        if let code = EventKind(rawValue: last.type.name).flatMap({ Self.ownRefusals[$0] }) {
            return code
        }
        return try JSONValue(parsing: last.data, limits: .trusted)["code"]?.stringValue
    }

    private func newest(_ stream: StreamID, _ kinds: Set<EventKind>) throws -> RecordedEvent? {
        var filter = EventFilter()
        filter.stream = stream
        filter.types = kinds.map(\.rawValue)
        return try reader.log.events(
            matching: filter, beyond: GlobalPosition(rawValue: head + 1), order: .newestFirst,
            limit: 1
        ).first
    }

    // MARK: Where they went

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
