import JSON
import Time

/// All that a subject of a flow owes, as of now (X3).
public struct Requirements: Sendable, Hashable {
    /// To be done by the subject, in the order in which it is asked for.
    public var currentlyDue: [Requirement] = []
    /// What should have been done by now.
    public var pastDue: [Requirement] = []
    /// What was done, and waits for somebody else to confirm it.
    public var pendingVerification: [Requirement] = []
    /// When what is due must be done; nil without a limit.
    public var deadline: Timestamp?
    /// Why the subject cannot go on; nil while it can.
    public var disabledReason: String?
    /// True when the flow's gate lets the subject through.
    public var isSatisfied = false

    init() {}

    /// Nothing is owed, and the gate is open.
    static let satisfied: Requirements = {
        var requirements = Requirements()
        requirements.isSatisfied = true
        return requirements
    }()

    /// The same, with what each field that is still owed was refused for.
    ///
    /// - Parameter codes: of the last refusals, by the field's name.
    package func refused(_ codes: [String: String]) -> Requirements {
        var requirements = self
        requirements.currentlyDue = currentlyDue.map { $0.refused(codes) }
        requirements.pastDue = pastDue.map { $0.refused(codes) }
        return requirements
    }

    /// What is due is overdue once the deadline is there, also for who may still do it.
    func overdue(at now: Timestamp) -> Requirements {
        guard let deadline, now >= deadline else { return self }
        var overdue = self
        (overdue.pastDue, overdue.currentlyDue) = (pastDue + currentlyDue, [])
        return overdue
    }

    /// Everything that is due is overdue, and the subject is stopped.
    func stopped(_ reason: String) -> Requirements {
        var stopped = self
        stopped.pastDue = pastDue + currentlyDue + pendingVerification
        (stopped.currentlyDue, stopped.pendingVerification) = ([], [])
        stopped.disabledReason = reason
        return stopped
    }
}

extension Requirements {
    /// The answer of X3.
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            Self.write(currentlyDue, "currentlyDue", to: &writer)
            Self.write(pastDue, "pastDue", to: &writer)
            Self.write(pendingVerification, "pendingVerification", to: &writer)
            writer.memberOrNull("deadline", deadline?.rfc3339)
            writer.memberOrNull("disabledReason", disabledReason)
            writer.member("satisfied", isSatisfied)
        }
    }

    private static func write(
        _ requirements: [Requirement], _ name: StaticString, to writer: inout JSONWriter
    ) {
        writer.member(name) { writer in
            writer.array { writer in
                for requirement in requirements { writer.element { requirement.write(to: &$0) } }
            }
        }
    }
}
