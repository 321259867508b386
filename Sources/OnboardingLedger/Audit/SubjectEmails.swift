import EventLog
import JSON
import Onboarding
import ReadModels

/// Finds by which email those who stopped can be written to, as the ledger knows it now (contract
/// D2): a few look-ups for each.
struct SubjectEmails {
    /// A user's email stands in the origin of what they did themself; further back nobody looks.
    private static let eventsMax = 50

    let reader: LedgerReader

    /// The sign-up's or the user's own; else what the user had proven while they filled a form in;
    /// else what they typed into it. Nil where none is known, as after an erasure.
    func email(of stream: StreamID) throws -> String? {
        switch try reader.subject(of: stream).state {
        case .signUp(let session): Self.email(session.email)
        case .profile(let profile): Self.email(profile.email)
        case .tenant(let tenant):
            try email(ofUser: tenant.ownerID) ?? proven(by: tenant.ownerID[...], in: stream)
        case .wizard(let wizard):
            try email(ofUser: String(stream.id)) ?? proven(by: stream.id, in: stream)
                ?? Tenants.tenant(of: String(stream.id), reader).flatMap {
                    try proven(by: stream.id, in: $0.stream)
                } ?? Self.email(wizard.stepData["email"]?.stringValue)
        case .declared(let state):
            try email(ofUser: String(stream.id)) ?? proven(by: stream.id, in: stream)
                ?? Self.email((state.stepData["email"] ?? state.attributes["email"])?.stringValue)
        case .meeting, .customer, .tally, .erasure: nil
        }
    }

    private func email(ofUser id: String) throws -> String? {
        guard let stream = StreamID("profile-\(id)"),
            case .profile(let profile) = try reader.subject(of: stream).state
        else { return nil }
        return Self.email(profile.email)
    }

    private func proven(by user: Substring, in stream: StreamID) throws -> String? {
        let version = try reader.log.version(of: stream).rawValue
        let newest = try reader.log.events(
            of: stream, after: StreamVersion(rawValue: max(0, version - Int64(Self.eventsMax))),
            limit: Self.eventsMax)
        return newest.reversed().lazy.filter { $0.actor.id == user }.compactMap(\.provenEmail).first
    }

    /// Nil for what is no email, as what an erasure left in its place.
    private static func email(_ text: String?) -> String? {
        text.flatMap { EmailAddress.validated($0) }
    }
}
