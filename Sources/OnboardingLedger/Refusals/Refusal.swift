import EventLog
import Onboarding

/// A command that was refused and changed nothing: what is recorded of it beside its subject
/// (contract section 8, refusals).
///
/// It holds no value that was submitted, for any may be personal or a secret.
public struct Refusal: Sendable, Hashable {
    /// The stream of whoever was refused.
    public var subject: StreamID
    public var flow: String
    /// What was tried, such as `email/verify`.
    public var command: String
    /// The refusal's stable word.
    public var code: String
    /// JSON Pointers to the fields that were wrong.
    public var fields: [String]
    /// The step that was tried; nil for the one at which the subject is.
    public var step: String?
    public var actor: EventActor
    public var facts: RequestFacts

    /// A pointer longer or a list longer than this says more than anybody wants to know.
    private static let fieldsMax = 16
    private static let pointerBytesMax = 120

    public init(
        subject: StreamID, flow: String, command: String, code: String, fields: [String] = [],
        step: String? = nil, actor: EventActor, facts: RequestFacts
    ) {
        (self.subject, self.flow, self.command, self.code) = (subject, flow, command, code)
        (self.step, self.actor, self.facts) = (step, actor, facts)
        self.fields = Array(fields.filter(Self.isPlain).prefix(Self.fieldsMax))
    }

    /// Names as fields have them. A client can name a member as it likes, so that whatever looks
    /// like anything else is left out.
    private static func isPlain(_ pointer: String) -> Bool {
        pointer.utf8.count <= pointerBytesMax
            && pointer.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
                    || "/_-".utf8.contains(byte)
            }
    }

    func event(at state: SubjectState) -> TallyEvent {
        TallyEvent(
            CommandRefused(
                command: command, code: code, flow: flow, step: step ?? state.place(in: flow),
                fields: fields))
    }
}

extension Refusal {
    /// The stream that a subject's refusals are recorded in; nil when the name would be too long.
    public static func stream(of subject: StreamID) -> StreamID? {
        StreamID("refusals-\(subject.name)")
    }
}
