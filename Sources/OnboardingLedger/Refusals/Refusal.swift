import EventLog
import Onboarding

/// A command that was refused and changed nothing: what is recorded of it beside its subject
/// (contract section 8, refusals).
///
/// It holds no value that was submitted, for any may be personal or a secret.
public struct Refusal: Sendable, Hashable {
    /// Who was refused, or what it was about.
    public enum Subject: Sendable, Hashable {
        /// Whose command it was.
        case stream(StreamID)
        /// The account of an email that somebody tried to sign in with, if there is one. Who tried
        /// is not known: of such refusals fewer are recorded.
        case account(email: String)
    }

    /// The flow of what is nobody's step: signing in, and what takes a scope.
    public static let accessFlow = "access"
    /// Whoever sent no credential that tells.
    public static let anonymous = EventActor(kind: .system, id: "anonymous")

    public var subject: Subject
    /// Where it is recorded instead when the subject has no events and is not who tried.
    public var orElse: StreamID?
    public var flow: String
    /// What was tried, such as `email/verify`.
    public var command: String
    /// The refusal's stable word.
    public var code: String
    /// JSON Pointers to the fields that were wrong; of them is recorded what `telling` leaves.
    public var fields: [String]
    /// The step that was tried; nil for the one at which the subject is.
    public var step: String?
    /// Who tried.
    public var actor: EventActor
    public var facts: RequestFacts

    /// A pointer longer or a list longer than this says more than anybody wants to know.
    private static let fieldsMax = 16
    private static let pointerBytesMax = 240
    /// Of what is told; a step may be wrong in thousands of places that come to one.
    private static let lookedAtMax = 256

    public init(
        of subject: Subject, orElse: StreamID? = nil, flow: String, command: String, code: String,
        fields: [String] = [], step: String? = nil, actor: EventActor, facts: RequestFacts
    ) {
        (self.subject, self.orElse) = (subject, orElse)
        (self.flow, self.command, self.code) = (flow, command, code)
        (self.step, self.actor, self.facts) = (step, actor, facts)
        self.fields = fields
    }

    public init(
        subject: StreamID, flow: String, command: String, code: String, fields: [String] = [],
        step: String? = nil, actor: EventActor, facts: RequestFacts
    ) {
        self.init(
            of: .stream(subject), flow: flow, command: command, code: code, fields: fields,
            step: step, actor: actor, facts: facts)
    }

    /// True when nobody has proven who they are.
    var isAnonymous: Bool {
        if case .account = subject { true } else { false }
    }

    /// True of a stream that bears the name of who is signed in and tried.
    func isOwn(_ stream: StreamID) -> Bool {
        !isAnonymous && [.user, .admin].contains(actor.kind)
            && stream.id.utf8.elementsEqual(actor.id.utf8)
    }

    /// The same with those pointers that may be kept, each once.
    ///
    /// A client can name a member as it likes (L14). Of a flow of steps a pointer ends with the
    /// last name that the flow's file has; of others, whatever looks unlike a field is left out.
    func telling(by flows: FlowCatalogue) -> Refusal {
        let flow = flows.flow(flow).flatMap { $0.steps.isEmpty ? nil : $0 }
        var kept: [String] = []
        for pointer in fields.prefix(Self.lookedAtMax) where kept.count < Self.fieldsMax {
            let part = flow?.declaredPart(of: pointer) ?? pointer
            let isInside = flow != nil && JSONPointer.names(of: part).count > 1
            guard part.utf8.count <= Self.pointerBytesMax, isInside || Self.isPlain(part),
                !kept.contains(where: { $0.utf8.elementsEqual(part.utf8) })
            else { continue }
            kept.append(part)
        }
        var refusal = self
        refusal.fields = kept
        return refusal
    }

    /// Names as fields have them.
    private static func isPlain(_ pointer: String) -> Bool {
        pointer.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
                || "/_-".utf8.contains(byte)
        }
    }

    /// The event, with the step at which the subject is when the refusal names none.
    func event(at state: SubjectState) -> TallyEvent {
        let place = flow == Self.accessFlow ? nil : state.place(in: flow)
        return TallyEvent(
            CommandRefused(
                command: command, code: code, flow: flow, step: step ?? place, fields: fields))
    }
}

extension Refusal {
    /// The stream that a subject's refusals are recorded in; nil when the name would be too long.
    public static func stream(of subject: StreamID) -> StreamID? {
        StreamID("refusals-\(subject.name)")
    }

    /// The subject that an API key is when it may not do what it tried. It has no events of its
    /// own, and no flow can have its name.
    public static func subject(ofKey id: String) -> StreamID? { StreamID("\(keyCategory)-\(id)") }

    static let keyCategory = "apiKey"
}
