import EventLog
import JSON
import Onboarding
import ReadModels
import Time

/// What a subject owes (X3), and whose it is.
public struct SubjectRequirements: Sendable, Hashable {
    public let requirements: Requirements
    /// The token's subject that owns the space that was asked about; nil for other flows.
    public let ownerID: String?
}

/// Reads whole states and asks each flow's pure function; on a reader thread.
struct RequirementsDesk {
    let reader: LedgerReader
    let flows: FlowCatalogue
    let secrets: DerivedSecrets
    let now: Timestamp
    /// What a merchant's shop must say of itself (M8).
    let shopFields: [ShopField]
    /// What the merchants' door will make of a visitor whom it has not seen.
    let firstSight: AccessState

    /// Finds the streams, as the gate does.
    private var gate: GateDesk<RecordedFacts> {
        GateDesk(
            source: RecordedFacts(reader: reader), flows: flows, secrets: secrets, now: now)
    }

    /// - Throws: `FlowNotDeclared`; `SignUpRejection.sessionNotFound`;
    ///   `CallRejection.spaceNotFound`; storage failures.
    func requirements(of visitor: GateVisitor, in id: String) throws -> SubjectRequirements {
        guard let flow = flows.flow(id) else { throw FlowNotDeclared(id, in: flows) }
        let subject = try subject(visitor, flow)
        switch flow.flow {
        case SignUpFlow.declaration.flow: return answer(try signUp(visitor, flow))
        case WizardFlow.declaration.flow:
            var wizard = WizardState()
            if case .wizard(let state) = try state("wizard", subject) { wizard = state }
            let owed = try owed(wizard, by: subject)
            return answer(
                try naming(refusals: "wizard-\(subject)", flow, owed, since: wizard.marks))
        case MembershipFlow.declaration.flow:
            let (id, profile) = try profile(subject)
            let owed = MembershipRequirements.of(profile, at: now)
            return answer(try naming(refusalsOfUser: id, flow, owed))
        case MerchantFlow.declaration.flow: return answer(try merchant(subject, flow))
        case CallFlow.declaration.flow: return try call(visitor)
        default:
            guard case .declared(let state) = try state(flow.category, subject) else {
                preconditionFailure("a declared flow's streams are of its own category")
            }
            let owed = DeclaredRequirements.of(state, in: flow, at: now)
            return answer(
                try naming(
                    refusals: "\(flow.category)-\(subject)", flow, owed, since: state.marks))
        }
    }

    /// The id in the names of the streams that are looked at; empty for visitors of another kind.
    private func subject(_ visitor: GateVisitor, _ flow: FlowDeclaration) throws -> String {
        guard case .subject(let subject) = visitor else { return "" }
        switch flow.flow {
        // Of people's profiles, who follow their links themselves; or not of people.
        case MembershipFlow.declaration.flow, MerchantFlow.declaration.flow,
            SignUpFlow.declaration.flow:
            return subject
        default:
            let links = SubjectLinks(source: RecordedFacts(reader: reader), flows: flows)
            return try links.user(actingFor: subject) ?? subject
        }
    }

    private func answer(_ requirements: Requirements) -> SubjectRequirements {
        SubjectRequirements(requirements: requirements, ownerID: nil)
    }

    // MARK: States

    /// The state of a stream by its category and id; an empty one when no stream can have the name.
    private func state(_ category: String, _ id: String) throws -> SubjectState {
        guard !id.isEmpty, let stream = StreamID("\(category)-\(id)") else {
            return SubjectState(category: category, flows: flows)
        }
        return try reader.history.subject(of: stream).state
    }

    /// A subject's profile under its user's id; an empty one for who has none.
    private func profile(_ subject: String) throws -> (id: String, state: ProfileState) {
        guard let stream = try gate.profile(subject).stream,
            case .profile(let profile) = try reader.history.subject(of: stream).state
        else { return (subject, ProfileState()) }
        return (String(stream.id), profile)
    }

    // MARK: Flows

    /// The same requirements, with what the subject's fields were refused for.
    private func naming(
        refusals subject: String, _ flow: FlowDeclaration, _ requirements: Requirements,
        since marks: [String: FieldMark] = [:]
    ) throws -> Requirements {
        guard let stream = StreamID(subject) else { return requirements }
        return requirements.refused(
            try reader.log.refusedFields(of: stream, in: flow.flow, since: marks))
    }

    /// The same in a flow over the user's profile, whose fields stand there or in a tenant.
    private func naming(
        refusalsOfUser id: String, _ flow: FlowDeclaration, _ requirements: Requirements,
        tenant: StreamID? = nil
    ) throws -> Requirements {
        guard let stream = StreamID("profile-\(id)") else { return requirements }
        let streams = [stream] + (tenant.map { [$0] } ?? [])
        return requirements.refused(
            try reader.log.refusedFields(of: stream, in: flow.flow, takenIn: streams))
    }

    /// A session's requirements as its token may see them, also when it is over; a session that
    /// never began is not found.
    private func signUp(_ visitor: GateVisitor, _ flow: FlowDeclaration) throws -> Requirements {
        guard let session = try gate.session(visitor),
            case .signUp(let state) = try reader.history.subject(of: session.stream).state,
            state.stage != nil
        else { throw SignUpRejection.sessionNotFound }
        return try naming(
            refusals: session.stream.name, flow,
            SignUpRequirements.of(
                state, seenThrough: session.proof,
                hasUnsentCode: try state.code != nil && hasUnsentCode(session.stream), at: now))
    }

    /// Whether the last attempt to mail a session's newest code failed.
    private func hasUnsentCode(_ session: StreamID) throws -> Bool {
        let sent = try reader.log.events(of: session, limit: .max).last {
            $0.type.name == EventKind.verificationCodeSent.rawValue
        }
        guard let sent else { return false }
        let outcomes = CommandTransaction.outcomeStream(of: session)
        let last = try reader.log.events(of: outcomes, limit: .max).last {
            try JSONValue(recorded: $0.data)["cause"]?.intValue == Int(sent.position.rawValue)
        }
        return last?.type.name == EventKind.effectFailed.rawValue
    }

    private func owed(_ wizard: WizardState, by userID: String) throws -> Requirements {
        let tenant = try Tenants.tenant(of: userID, reader)
        return WizardRequirements.of(
            wizard, tenant?.state.company ?? CompanyState(),
            takenOverAt: try tenant.flatMap(takenOverAt), at: now)
    }

    /// When an earlier wizard's tenant was recorded here; nil for one that began here.
    private func takenOverAt(_ tenant: FoundTenant) throws -> Timestamp? {
        guard tenant.state.source == WorkspaceCreated.importSource else { return nil }
        return try reader.log.events(of: tenant.stream, limit: 1).first?.recordedAt
    }

    /// By the profile's access and the shop of the tenant that the user owns, if there is one.
    private func merchant(_ subject: String, _ flow: FlowDeclaration) throws -> Requirements {
        let (id, profile) = try profile(subject)
        let tenant = try Tenants.tenant(of: id, reader)
        let access = profile.access.status == nil ? firstSight : profile.access
        let owed = MerchantRequirements.of(access, tenant?.state.shop, required: shopFields)
        return try naming(refusalsOfUser: id, flow, owed, tenant: tenant?.stream)
    }

    /// Of a space, not of a person; the owner comes with it, for the door to compare.
    private func call(_ visitor: GateVisitor) throws -> SubjectRequirements {
        guard let id = visitor.spaceID,
            case .tenant(let tenant) = try state(CallFlow.declaration.category, id),
            tenant.call.status != nil
        else { throw CallRejection.spaceNotFound }
        return SubjectRequirements(
            requirements: CallRequirements.of(tenant.call), ownerID: tenant.ownerID)
    }
}
