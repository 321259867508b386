/// One keeping of a flow's journeys, in steps between which the writer does other work. A file that
/// is replaced meanwhile ends it.
///
/// `@unchecked Sendable`: made by the thread that has the journeys, then only touched on the writer
/// thread, but for the flags, which are guarded.
package final class JourneyKeeping: @unchecked Sendable {
    /// Parts in one step: some eight megabytes.
    private static let stepParts = 16

    private let parts: JourneyParts
    /// Where the kept journeys ended that the parts change; nil for whole ones.
    private let base: Int64?
    /// The file that the first step began in; nil before.
    private var file: ObjectIdentifier?
    private let isGivenUp = OutcomeFlag()
    /// Set when the last step was committed.
    private let outcome: OutcomeFlag

    package init(_ parts: JourneyParts, changing base: Int64?, _ outcome: OutcomeFlag) {
        (self.parts, self.base, self.outcome) = (parts, base, outcome)
    }

    /// Keeps whole journeys at once, in a file that nobody else writes.
    static func keep(_ parts: JourneyParts, in file: ViewFile) throws {
        let keeping = JourneyKeeping(parts, changing: nil, OutcomeFlag())
        for step in 0..<keeping.stepCount { try keeping.run(step, file) }
    }

    /// One at least, which puts the header.
    package var stepCount: Int { max(1, (parts.parts.count + Self.stepParts - 1) / Self.stepParts) }

    /// Later steps then do nothing, and the outcome is never set. From any thread.
    package func giveUp() { isGivenUp.set() }

    /// One transaction. The first step takes the header away and the last one puts the new one, so
    /// that parts between are never believed.
    func run(_ step: Int, _ file: ViewFile) throws {
        if isGivenUp.isSet { return }
        if step == 0 {
            if !parts.isWhole, try file.journeyPosition(parts.flow) != base { return }
            self.file = ObjectIdentifier(file)
        }
        guard self.file == ObjectIdentifier(file) else { return }
        try file.transaction(checkpoint: file.checkpoint) {
            if step == 0 { try file.forgetJourneys(parts.flow, parts: parts.isWhole) }
            for part in parts.parts.dropFirst(step * Self.stepParts).prefix(Self.stepParts) {
                try file.put(part, of: parts.flow)
            }
            if step == stepCount - 1 { try file.putHeader(of: parts) }
        }
        if step == stepCount - 1 { outcome.set() }
    }
}
