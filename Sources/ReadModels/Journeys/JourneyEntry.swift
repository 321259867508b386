/// What one event means to a flow: the entering of a stage, an exit, or anything else.
struct JourneyEntry: Equatable, Sendable {
    /// An exit is taken back: the subject is where it was before. Numbered behind all stages, as
    /// exits are.
    static let firstReturnCode: UInt8 = 64
    /// Exits are numbered behind all of these.
    static let firstExitCode: UInt8 = 128
    /// An event that enters no stage and leaves by no exit; it only stands between others.
    static let other: UInt8 = 255

    /// Milliseconds since 1970.
    let time: Int64
    /// A stage's number, an exit's behind `firstExitCode` or, where it is taken back, behind
    /// `firstReturnCode`; else `other`.
    let code: UInt8

    /// Nil for an exit, taken or taken back, and for what the flow does not name.
    var stage: Int? { code < Self.firstReturnCode ? Int(code) : nil }

    /// The exit that is taken back; nil for anything else.
    var exitTakenBack: Int? {
        code >= Self.firstReturnCode && code < Self.firstExitCode
            ? Int(code - Self.firstReturnCode) : nil
    }

    /// The exit that is taken; nil for anything else.
    var exit: Int? {
        code >= Self.firstExitCode && code < Self.other ? Int(code - Self.firstExitCode) : nil
    }
}

/// The entries of a subject whose journey does not fit a packed row, in the order of time and, at
/// equal times, of position.
struct FullJourney: Sendable {
    /// In the order of time and, at equal times, of position.
    private(set) var entries: [JourneyEntry] = []

    init() {}

    /// Takes all entries at once, in the order of position; what happened before anything that the
    /// flow names is left out.
    init(byPosition entries: [JourneyEntry]) {
        // The sort is stable: equal times stay in the order of position.
        self.entries = Array(
            entries.sorted { $0.time < $1.time }
                .drop { $0.stage == nil && $0.exit == nil })
    }

    /// Takes the next event by position; one that is older goes before what is later than it.
    mutating func add(_ entry: JourneyEntry) {
        var place = entries.count
        while place > 0, entries[place - 1].time > entry.time { place -= 1 }
        entries.insert(entry, at: place)
    }
}
