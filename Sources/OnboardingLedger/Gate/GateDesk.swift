import EventLog
import Onboarding
import ReadModels
import Time

/// Finds out who a visitor is and asks the one pure function (G1).
struct GateDesk<Source: GateSource> {
    let source: Source
    let flows: FlowCatalogue
    let secrets: DerivedSecrets
    let now: Timestamp

    private var links: SubjectLinks<Source> { SubjectLinks(source: source, flows: flows) }

    /// - Throws: `FlowNotDeclared`; `SignUpRejection` for a session that is not open (K0);
    ///   `CallRejection.spaceNotFound`; what the source throws.
    func answer(_ question: GateQuestion, _ visitor: GateVisitor) throws -> GateAnswer {
        guard let flow = flows.flow(question.flow) else {
            throw FlowNotDeclared(question.flow, in: flows)
        }
        let (subject, version) = try subject(of: flow, visitor)
        guard let decision = Gate.decide(question, subject, flow: flow) else {
            throw CallRejection.spaceNotFound
        }
        return GateAnswer(
            decision: decision, version: version, stage: subject.stage,
            isUntold: subject.end != nil || subject.access == nil && question.firstSight != nil)
    }

    /// What the flow's own decision needs to know of the visitor, and the version that it stands
    /// on. A visitor of another kind than the flow expects is a stranger to it.
    private func subject(
        of flow: FlowDeclaration, _ visitor: GateVisitor
    ) throws -> (GateSubject, StreamVersion) {
        var subject = GateSubject()
        var version = StreamVersion.empty
        switch flow.flow {
        case SignUpFlow.declaration.flow:
            guard let session = try session(visitor) else { break }
            (subject.stage, version) = try stage(of: session)
        case MembershipFlow.declaration.flow, MerchantFlow.declaration.flow:
            guard case .subject(let id) = visitor else { break }
            let found = try profile(id)
            subject.isSignedIn = true
            (subject.membership, subject.access) = (found.membership, found.access)
            version = found.version
        case WizardFlow.declaration.flow:
            guard case .subject(let id) = visitor else { break }
            let found =
                try tenant(of: id) ?? links.user(actingFor: id).flatMap { try tenant(of: $0) }
            subject.isSignedIn = true
            (subject.wizard, version) = (found?.facts.wizard ?? .new, found?.version ?? .empty)
        case CallFlow.declaration.flow:
            let found = try space(visitor)
            (subject.call, subject.isAdvisor) = (found.facts.call, found.facts.isAdvisors)
            version = found.version
            if case .space(_, isAdvisor: true) = visitor { subject.isAdvisor = true }
        default:
            guard case .subject(let id) = visitor else { break }
            var entry = try entry(flow.category, id)
            if entry.version == .empty, let user = try links.user(actingFor: id) {
                entry = try self.entry(flow.category, user)
            }
            if case .declared(let standing) = entry.facts {
                (subject.stage, subject.end) = (standing.stage, standing.end(in: flow, at: now))
            }
            version = entry.version
        }
        return (subject, version)
    }

    /// A stream by its category and id; an empty one when no stream can have the name.
    private func entry(_ category: String, _ id: String) throws -> GateEntry {
        guard !id.isEmpty, let stream = StreamID("\(category)-\(id)") else { return .empty }
        return try source.entry(stream)
    }

    // MARK: Sign-up

    /// The session that a visitor means, and the proof that came with it; nil for a stranger.
    func session(_ visitor: GateVisitor) throws -> (stream: StreamID, proof: Proof)? {
        let (id, proof): (String, Proof)
        switch visitor {
        case .signedOut, .space: return nil
        case .subject(let session): (id, proof) = (session, .first)
        case .signUp(let token):
            guard let access = secrets.sessionAccess(token) else {
                throw SignUpRejection.sessionNotFound
            }
            (id, proof) = (access.sessionID.text, access.signUpProof)
        }
        guard !id.isEmpty, let stream = StreamID("\(SignUpFlow.declaration.category)-\(id)") else {
            throw SignUpRejection.sessionNotFound
        }
        return (stream, proof)
    }

    /// The stage as the proof shows it.
    /// - Throws: `SignUpRejection`: not found, expired or committed (K0).
    private func stage(of session: (stream: StreamID, proof: Proof)) throws
        -> (String, StreamVersion)
    {
        let entry = try source.entry(session.stream)
        guard case .signUp(let standing) = entry.facts else {
            throw SignUpRejection.sessionNotFound
        }
        let stage = try standing.openStage(at: now, seenThrough: session.proof)
        return (stage.rawValue, entry.version)
    }

    // MARK: Users

    /// What the gate knows of a user's profile, and the version that it stands on.
    struct ProfileEntry {
        /// Nil for who has no profile and is not suspended either.
        var stream: StreamID?
        var membership: MembershipStanding?
        var access: AccessStanding?
        /// Also of a profile that was deleted.
        var adminEndedAt: Timestamp?
        var version: StreamVersion
    }

    /// What has become of the rights of the user whom a token's subject stands for (M3, S11); nil
    /// when nothing is known of one.
    func office(of subject: String, givenAt: Timestamp?) throws -> AdminOffice? {
        let found = try profile(subject)
        let office = AdminOffice(
            isSuspended: found.access?.status == .suspended, endedAt: found.adminEndedAt,
            givenAt: givenAt)
        // Whose profile was deleted may be somebody else by their email now, who is suspended.
        return found.stream == nil && office == .held ? nil : office
    }

    /// A subject's own profile, or its suspension without one; else the profile that it was linked
    /// to (S10).
    func profile(_ subject: String) throws -> ProfileEntry {
        guard !subject.isEmpty, let stream = StreamID("profile-\(subject)") else {
            return ProfileEntry(version: .empty)
        }
        let own = try source.entry(stream)
        var deleted = ProfileEntry(version: own.version)
        if case .profile(let standing) = own.facts {
            if standing.exists || standing.access?.status == .suspended {
                return ProfileEntry(stream, standing, own.version)
            }
            deleted.adminEndedAt = standing.adminEndedAt
        }
        if let linked = try links.profile(of: subject) {
            var entry = ProfileEntry(linked.stream, linked.standing, linked.version)
            entry.adminEndedAt = [entry.adminEndedAt, deleted.adminEndedAt].compactMap { $0 }.max()
            return entry
        }
        return deleted
    }

    private struct TenantEntry {
        let facts: TenantStanding
        let version: StreamVersion
    }

    /// The tenant that a user owns; nil before there is one.
    private func tenant(of userID: String) throws -> TenantEntry? {
        guard let stream = try source.holder(.userTenant(userID)) else { return nil }
        let entry = try source.entry(stream)
        guard case .tenant(let facts) = entry.facts else { return nil }
        return TenantEntry(facts: facts, version: entry.version)
    }

    /// The space that is asked about.
    /// - Throws: `CallRejection.spaceNotFound` also for a tenant that is no space.
    private func space(_ visitor: GateVisitor) throws -> TenantEntry {
        guard let id = visitor.spaceID else { throw CallRejection.spaceNotFound }
        let entry = try entry(CallFlow.declaration.category, id)
        guard case .tenant(let facts) = entry.facts, facts.call != nil else {
            throw CallRejection.spaceNotFound
        }
        return TenantEntry(facts: facts, version: entry.version)
    }
}

extension GateDesk.ProfileEntry {
    fileprivate init(
        _ stream: StreamID, _ standing: ProfileStanding, _ version: StreamVersion
    ) {
        self.init(
            stream: stream, membership: standing.membership, access: standing.access,
            adminEndedAt: standing.adminEndedAt, version: version)
    }
}

extension SessionAccess {
    /// The proof that the token stands for (K1).
    var signUpProof: Proof { proof == 0 ? .first : .later(String(proof)) }
}
