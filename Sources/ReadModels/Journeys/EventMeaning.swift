import Onboarding

/// What a type of event means to a flow's journeys.
struct EventMeaning {
    /// As in `JourneyEntry`.
    let code: UInt8
    /// True for a stage that is entered only by who was at no later one.
    let isOnlyAhead: Bool
    /// The exits that it takes back, the first one in the lowest bit: who took one of them is in a
    /// stage again, or where it was before.
    private let exitsTakenBack: UInt64

    init(_ type: String, in flow: FlowDeclaration) {
        if let stage = flow.stages.firstIndex(where: { $0.on.contains(type) }) {
            code = UInt8(stage)
            isOnlyAhead = flow.isEnteredOnlyAhead(stage)
        } else if let exit = flow.exits.firstIndex(where: { $0.on.contains(type) }) {
            (code, isOnlyAhead) = (JourneyEntry.firstExitCode + UInt8(exit), false)
        } else {
            (code, isOnlyAhead) = (JourneyEntry.other, false)
        }
        let names = flow.exitsTakenBack(by: type)
        exitsTakenBack = flow.exits.indices.reduce(0) {
            names.contains(flow.exits[$1].name) ? $0 | 1 << UInt64($1) : $0
        }
    }

    /// The event's own entry.
    ///
    /// - Parameter isPast: tells whether its subject was at a later stage than one.
    func entry(at time: Int64, isPast: (_ stage: Int) -> Bool) -> JourneyEntry {
        let counts = !isOnlyAhead || !isPast(Int(code))
        return JourneyEntry(time: time, code: counts ? code : JourneyEntry.other)
    }

    /// What goes before the event's own entry: one for each exit that it takes back.
    func returns(at time: Int64) -> [JourneyEntry] {
        if exitsTakenBack == 0 { return [] }
        return (UInt8(0)..<64).filter { exitsTakenBack >> UInt64($0) & 1 == 1 }
            .map { JourneyEntry(time: time, code: JourneyEntry.firstReturnCode + $0) }
    }
}
