import JSON
import Time

/// The state of any stream, by its category: the one door for read models, time travel and blame.
package enum SubjectState: Sendable, Equatable {
    /// In `session-<id>`.
    case signUp(SignUpState)
    /// A user: profile, membership and access in one stream.
    case profile(ProfileState)
    /// A tenant, with what the wizard, the call and the shop made of it.
    case tenant(TenantState)
    /// A user's saves, in `wizard-<userId>`.
    case wizard(WizardState)
    /// A meeting of the calendar of which something was told too early or too late.
    case meeting(MeetingState)
    /// A payment provider's customer or checkout whose user is not known yet.
    case customer(CustomerState)
    /// A stream of a team's own flow, or of one that nobody declared.
    case declared(DeclaredState)
    /// A stream that is only counted.
    case tally(TallyState)
    /// What was taken out of the log, in `erasure-<id>`.
    case erasure(ErasureState)

    /// The state of an empty stream of `category`, the part of a stream's name before the hyphen.
    ///
    /// `flows` lets a declared flow's streams know their stages; without its declaration such a
    /// stream still folds, but has no stage.
    package init(category: String, flows: FlowCatalogue = .builtIn) {
        switch category {
        case "session": self = .signUp(SignUpState())
        case "profile": self = .profile(ProfileState())
        case "tenant": self = .tenant(TenantState())
        case "wizard": self = .wizard(WizardState())
        case "customer", "checkout": self = .customer(CustomerState())
        case "meeting": self = .meeting(MeetingState())
        case "refusals", "webhook", "effects", "flow": self = .tally(TallyState())
        case "erasure": self = .erasure(ErasureState())
        default:
            self = .declared(
                DeclaredState(category: category, stages: flows.stageTable(category: category)))
        }
    }

    /// True when streams of the category hold only events of the built-in flows.
    package static func isBuiltIn(category: String) -> Bool {
        switch SubjectState(category: category) {
        case .declared: false
        case .tally: category != "flow"
        default: true
        }
    }

    /// Folds the next event, given in its current schema version.
    ///
    /// An event that the stream's flow does not know (an imported row, say) changes nothing.
    package mutating func apply(
        type: String, kind: EventKind?, data: UnsafeRawBufferPointer,
        personal: UnsafeRawBufferPointer?, at time: Timestamp
    ) throws(JSONError) {
        // Consumed and put back: a state is moved, so that its strings are not counted twice.
        switch consume self {
        case .signUp(var state):
            defer { self = .signUp(state) }
            if kind == .personalDataErased {
                unsafe try state.noteErasure(data, at: time)
                return
            }
            guard kind?.family == .signUp else { return }
            unsafe try state.apply(kind, data: data, personal: personal, at: time)
        case .profile(var state):
            defer { self = .profile(state) }
            if kind == .personalDataErased {
                return unsafe try state.noteErasure(data, at: time)
            }
            guard let kind, ProfileState.families.contains(kind.family) else { return }
            unsafe try state.applyPart(kind, data: data, personal: personal, at: time)
        case .tenant(var state):
            defer { self = .tenant(state) }
            if kind == .personalDataErased { return unsafe try state.noteErasure(data) }
            guard let kind, TenantState.families.contains(kind.family) else { return }
            unsafe try state.applyPart(kind, data: data, personal: personal, at: time)
        case .wizard(var state):
            defer { self = .wizard(state) }
            if kind == .personalDataErased { return state.noteErasure(at: time) }
            guard kind?.family == .wizard else { return }
            unsafe try state.apply(kind, data: data, personal: personal, at: time)
        case .meeting(var state):
            defer { self = .meeting(state) }
            guard kind?.family == .meeting else { return }
            unsafe try state.apply(kind, data: data, personal: personal, at: time)
        case .customer(var state):
            defer { self = .customer(state) }
            guard kind?.family == .membership else { return }
            unsafe try state.apply(kind, data: data, personal: personal, at: time)
        case .declared(var state):
            defer { self = .declared(state) }
            try unsafe state.apply(type: type, kind: kind, data: data, personal: personal, at: time)
        case .tally(var state):
            defer { self = .tally(state) }
            guard kind?.family == .tally else { return state.note(type, at: time) }
            unsafe try state.apply(kind, data: data, personal: personal, at: time)
        case .erasure(var state):
            defer { self = .erasure(state) }
            guard kind?.family == .erasure else { return }
            unsafe try state.apply(kind, data: data, personal: personal, at: time)
        }
    }

    /// The keys that the next event takes or gives up; asked before it is applied. For imports,
    /// which bring events without a decision (contract L15).
    package func claimChanges(
        kind: EventKind?, data: UnsafeRawBufferPointer, personal: UnsafeRawBufferPointer?
    ) throws(JSONError) -> [ClaimChange] {
        guard let kind else { return [] }
        switch (self, kind.family) {
        case (.signUp(let state), .signUp):
            return state.claimChanges(
                for: unsafe try SignUpEvent.decode(kind, data: data, personal: personal))
        case (.profile(let state), .profile):
            return state.claimChanges(
                for: unsafe try ProfileEvent.decode(kind, data: data, personal: personal))
        case (.profile(let state), .membership):
            return state.claimChanges(
                for: unsafe try MembershipEvent.decode(kind, data: data, personal: personal))
        case (.tenant(let state), .tenant):
            return state.claimChanges(
                for: unsafe try TenantEvent.decode(kind, data: data, personal: personal))
        case (.tenant(let state), .call):
            return state.call.claimChanges(
                for: unsafe try CallEvent.decode(kind, data: data, personal: personal))
        default: return []
        }
    }
}

extension FoldedState {
    /// Decodes and folds; no kind, no change.
    ///
    /// - Throws: what the codec cannot read, and then the state is as it was.
    mutating func apply(
        _ kind: EventKind?, data: UnsafeRawBufferPointer, personal: UnsafeRawBufferPointer?,
        at time: Timestamp
    ) throws(JSONError) {
        guard let kind else { return }
        evolve(unsafe try Event.decode(kind, data: data, personal: personal), at: time)
    }
}

/// What lists of subjects show and search.
extension SubjectState {
    /// Writes one JSON object: the fields that show, blame and diff name.
    package func write(to writer: inout JSONWriter) {
        switch self {
        case .signUp(let state): state.write(to: &writer)
        case .profile(let state): state.write(to: &writer)
        case .tenant(let state): state.write(to: &writer)
        case .wizard(let state): state.write(to: &writer)
        case .meeting(let state): state.write(to: &writer)
        case .customer(let state): state.write(to: &writer)
        case .declared(let state): state.write(to: &writer)
        case .tally(let state): state.write(to: &writer)
        case .erasure(let state): state.write(to: &writer)
        }
    }

    /// The flow that the subject passes through; nil for profiles and tenants, which pass through
    /// several, and for counted streams.
    package var flow: String? {
        switch self {
        case .signUp: SignUpFlow.declaration.flow
        case .wizard: WizardFlow.declaration.flow
        case .declared(let state): state.flow
        case .profile, .tenant, .meeting, .customer, .tally, .erasure: nil
        }
    }

    /// The stage in the stream's own flow, as rows and lists show it; of a profile the
    /// membership's, else the merchant's; of a tenant the wizard's. Nil before the first event.
    package var stage: String? {
        switch self {
        case .signUp(let state): state.stage?.rawValue
        case .declared(let state): state.stage
        case .profile(let state): state.stage
        case .tenant(let state): state.stage
        // How far a wizard's tenant is stands in the tenant's stream.
        case .wizard, .meeting, .customer, .tally, .erasure: nil
        }
    }

    /// Where a subject stands in a flow: its stage, or the wizard's step; nil where that is not in
    /// its own stream.
    package func place(in flow: String) -> String? {
        switch self {
        case .wizard(let state): String(state.currentStep)
        case .profile(let state):
            flow == MerchantFlow.declaration.flow
                ? state.access.stage?.rawValue : state.membership.stage?.rawValue
        case .tenant(let state): state.call.status?.rawValue
        default: stage
        }
    }

    /// What lists filter by, in each flow's own words; nil where a stream has no such thing.
    package var status: String? {
        switch self {
        case .signUp(let state): state.stage == nil ? nil : state.status.rawValue
        case .tenant(let state): state.exists ? state.status.rawValue : nil
        case .declared(let state): state.status
        case .profile(let state): state.status
        case .wizard, .meeting, .customer, .tally, .erasure: nil
        }
    }

    /// Lower-case text for the lists' `?q=`.
    package var searchText: String {
        switch self {
        case .signUp(let state): state.searchText
        case .profile(let state): state.searchText
        case .tenant(let state): state.searchText
        case .wizard(let state): state.searchText
        case .declared(let state): state.searchText
        case .meeting, .customer, .tally, .erasure: ""
        }
    }
}
