/// One attempt of a subject, or what moved it; 16 bytes.
struct FrictionAttempt {
    /// What an attempt came to.
    enum Kind: UInt8 {
        /// Kept, and a person's own doing.
        case saved
        /// Kept, and a webhook's, a job's or an admin's doing.
        case moved
        /// A refusal for any other reason.
        case refused
        /// A refusal for a stale version.
        case conflicted
        /// An exit was taken.
        case left
    }

    /// Stands for no step of its own.
    static let nowhere: UInt8 = 255

    /// Milliseconds since 1970.
    let time: Int64
    /// The book's number for the subject.
    let subject: Int32
    /// The refusal's code.
    var code: UInt16 = 0
    /// The stage that is entered or the step that is named.
    var step: UInt8 = FrictionAttempt.nowhere
    let kind: Kind

    var entersStep: Bool { step != Self.nowhere && [.saved, .moved].contains(kind) }
}

/// One subject's way through the steps, attempt by attempt in the order of time.
///
/// A visit to a step lasts until another is entered; the last one, and one that an exit ends, until
/// its own last attempt, for nobody knows how long its person stayed.
struct FrictionWalk {
    /// What one subject did at one step.
    struct WalkedStep {
        var isSeen = false
        var saves = 0
        var conflicts = 0
        var retries = 0
        var returns = 0
        var rejections: [UInt16] = []
        var fields: [UInt16] = []
        /// Time spent in visits; nil when nothing is known of any.
        var milliseconds: Int64?
        /// True while the last attempt here is one that was refused.
        var wasRefused = false
    }

    /// In the order of the flow; whole after `finish`.
    private(set) var steps: [WalkedStep]
    /// True where an event names the step that it was saved at; false where it names the stage
    /// that it leads to.
    private let isNumbered: Bool
    /// The step that the subject is at; nil before the first and after an exit.
    private var current: Int?
    /// The step that the subject left from last; nil before it ever left.
    private var left: Int?
    /// The last step in the flow's order that was entered.
    private var furthest = 0
    /// When the visit began, and when it was last heard of.
    private var (since, last): (Int64, Int64) = (0, 0)

    init(stepCount: Int, isNumbered: Bool) {
        steps = Array(repeating: WalkedStep(), count: stepCount)
        self.isNumbered = isNumbered
    }

    /// False for who was at no step and was refused at none.
    var isSeen: Bool { steps.contains(where: \.isSeen) }

    /// Takes the subject's next attempt; times must not go back. A refusal that names no step and
    /// finds the subject at none stands where it left from; anything else such is passed over.
    mutating func take(_ attempt: FrictionAttempt, fields: [UInt16]) {
        let named = attempt.step == FrictionAttempt.nowhere ? nil : Int(attempt.step)
        switch attempt.kind {
        case .left: leave()
        case .refused, .conflicted:
            if let step = named ?? current ?? left { refuse(attempt, at: step, fields) }
        case .saved, .moved:
            // In a flow of numbered steps, what names none moves nobody.
            guard let step = isNumbered ? named : current ?? named else { return }
            save(attempt, at: step)
            if let named { enter(named, at: attempt.time) }
        }
    }

    /// Ends the last visit.
    mutating func finish() { leave() }

    /// Another refusal after one is a retry as well: whatever was tried, it was tried again.
    private mutating func refuse(_ attempt: FrictionAttempt, at step: Int, _ fields: [UInt16]) {
        note(attempt, at: step)
        if steps[step].wasRefused { steps[step].retries += 1 }
        steps[step].wasRefused = true
        if attempt.kind == .conflicted {
            steps[step].conflicts += 1
        } else {
            steps[step].rejections.append(attempt.code)
        }
        steps[step].fields += fields
    }

    /// What a webhook, job or admin did is no person's attempt and only shows that somebody was
    /// there.
    private mutating func save(_ attempt: FrictionAttempt, at step: Int) {
        note(attempt, at: step)
        guard attempt.kind == .saved else { return }
        steps[step].saves += 1
        if steps[step].wasRefused { steps[step].retries += 1 }
        steps[step].wasRefused = false
    }

    private mutating func note(_ attempt: FrictionAttempt, at step: Int) {
        steps[step].isSeen = true
        if step == current { last = attempt.time }
    }

    /// Ends the visit before and begins another; a step before the furthest is a return.
    private mutating func enter(_ step: Int, at time: Int64) {
        guard step != current else { return }
        if let current { spend(time - since, at: current) }
        steps[step].isSeen = true
        if step < furthest { steps[step].returns += 1 }
        furthest = max(furthest, step)
        (current, since, last) = (step, time, time)
    }

    /// The last visit ends with its own last attempt; one without any after its beginning counts no
    /// time.
    private mutating func leave() {
        guard let current else { return }
        if last > since { spend(last - since, at: current) }
        (self.current, left) = (nil, current)
    }

    private mutating func spend(_ time: Int64, at step: Int) {
        steps[step].milliseconds = (steps[step].milliseconds ?? 0) + time
    }
}
