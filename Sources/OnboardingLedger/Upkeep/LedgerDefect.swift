import EventLog
import JSON
import ReadModels

/// The first thing that a verification found to be wrong.
public enum LedgerDefect: Error, Sendable, Hashable {
    /// The log itself: a hash, a name, the tree or the anchor (L11).
    case chain(ChainDefect)
    /// A read model's row is not what the log folds to (L18).
    case view(ViewDefect)
    /// A unique key is held by the wrong stream, or by none.
    case claim(ClaimDefect)
    /// The journeys that are kept for funnels are not what the log gives.
    case journey(JourneyDefect)
    /// The audit index does not say what the log says.
    case audit(AuditDefect)
    case effect(EffectDefect)

    /// Nil for an error that says nothing of the ledger's contents.
    public init?(_ error: any Error) {
        switch error {
        case let defect as LedgerDefect: self = defect
        case let defect as ChainDefect: self = .chain(defect)
        case let defect as ViewDefect: self = .view(defect)
        case let defect as ClaimDefect: self = .claim(defect)
        case let defect as JourneyDefect: self = .journey(defect)
        case let defect as AuditDefect: self = .audit(defect)
        case let defect as EffectDefect: self = .effect(defect)
        default: return nil
        }
    }

    /// A stable dotted word.
    public var code: String {
        switch self {
        case .chain(let defect): "chain.\(defect.kind.rawValue)"
        case .view: "view.differs"
        case .claim: "claim.differs"
        case .journey: "journey.differs"
        case .audit: "audit.differs"
        case .effect: "effect.differs"
        }
    }

    /// What is wrong, and where.
    public var sentence: String {
        switch self {
        case .chain(let defect) where defect.kind == .damagedFile:
            return "The log's file is damaged: \(defect.explanation)."
        case .chain(let defect) where defect.kind == .foreignPart:
            return "The log's file is not made as a ledger's is: \(defect.explanation)."
        case .chain(let defect) where defect.kind == .brokenAnchor:
            return "The anchor is broken: \(defect.explanation)."
        case .chain(let defect) where defect.kind == .halfTakenErasure:
            return "An export is half taken in: of position \(defect.position), "
                + "\(defect.explanation)."
        case .chain(let defect) where defect.kind == .headMismatch:
            return "The log does not go on from the published head: \(defect.explanation)."
        case .chain(let defect):
            return "The log is damaged at position \(defect.position): \(defect.explanation)."
        case .view(let defect):
            let row = defect.stream.map { ", row \($0)" } ?? ""
            let event = defect.position.map { " (event \($0))" } ?? ""
            return "The read model \(defect.view.rawValue)\(row)\(event) is wrong: "
                + "\(defect.explanation)."
        case .claim(let defect):
            let stream = defect.stream.map { " of \($0)" } ?? ""
            let event = defect.position.map { " (event \($0))" } ?? ""
            return "A unique key\(stream)\(event) is wrong: \(defect.explanation)."
        case .journey(let defect):
            let subject = defect.stream.map { ", subject \($0)" } ?? ""
            let event = defect.position.map { " (event \($0))" } ?? ""
            return "The kept journeys of \(defect.flow)\(subject)\(event) are wrong: "
                + "\(defect.explanation)."
        case .audit(let defect):
            let event = defect.position.map { " at position \($0)" } ?? ""
            return "The audit index is wrong\(event): \(defect.explanation)."
        case .effect(let defect):
            return "The waiting effect \(defect.kind) of position \(defect.position) is wrong: "
                + "\(defect.explanation)."
        }
    }

    /// What to do about it.
    public var hint: String {
        switch self {
        case .chain(let defect) where defect.kind == .damagedFile:
            "A restored backup gets its indexes anew: onboard backup DIR, then onboard restore DIR "
                + "--data NEW"
        case .chain(let defect) where defect.kind == .foreignPart:
            "A restored backup has the tables, indexes and triggers of its format, and no others: "
                + "onboard backup DIR, then onboard restore DIR --data NEW"
        case .chain(let defect) where defect.kind == .brokenAnchor:
            "The next start writes it anew. Whether the log's end was cut off, a head tells that "
                + "was published: onboard verify --size N --root HEX"
        case .chain(let defect) where defect.kind == .halfTakenErasure:
            "Take in the rest, then verify again: onboard import --jsonl FILE. If it is still said "
                + "then, restore a backup."
        case .chain(let defect) where defect.kind == .headMismatch:
            "If size and root are as they were published, this is another ledger, or one that was "
                + "rolled back or made anew: restore a backup that has them."
        case .chain:
            "Everything before that position is as it was recorded; restore a backup."
        case .view: "Make the read models anew from the log: onboard rebuild"
        case .journey: "Make them anew from the log, with the read models: onboard rebuild"
        case .audit: "Make the index anew from the log: onboard rebuild audit"
        case .claim, .effect:
            "The log itself is as it was recorded: restore a backup from before, or export it and "
                + "import it anew, which leaves out passwords, API keys, sign-ins and mails that "
                + "wait."
        }
    }

    private var view: ViewName? {
        if case .view(let defect) = self { defect.view } else { nil }
    }

    private var stream: String? {
        switch self {
        case .chain, .audit, .effect: nil
        case .view(let defect): defect.stream
        case .claim(let defect): defect.stream
        case .journey(let defect): defect.stream
        }
    }

    private var flow: String? {
        if case .journey(let defect) = self { defect.flow } else { nil }
    }

    /// The first bad position, or the event that a row or key should follow from.
    public var position: GlobalPosition? {
        switch self {
        case .chain(let defect): defect.position
        case .view(let defect): defect.position
        case .claim(let defect): defect.position
        case .journey(let defect): defect.position
        case .audit(let defect): defect.position
        case .effect(let defect): defect.position
        }
    }
}

// MARK: - As JSON

extension LedgerDefect {
    /// The answer of a verification that found something: `ok` is false, and members that do not
    /// apply are left out.
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("ok", false)
            writer.member("code", code)
            writer.member("view", view?.rawValue)
            writer.member("flow", flow)
            writer.member("stream", stream)
            writer.member("position", position?.rawValue)
            writer.member("explanation", sentence)
        }
    }
}
