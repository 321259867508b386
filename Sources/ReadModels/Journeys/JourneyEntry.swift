/// What one event means to a flow: the entering of a stage, an exit, or anything else.
struct JourneyEntry: Equatable, Sendable {
    /// Exits are numbered behind all stages.
    static let firstExitCode: UInt8 = 128
    /// An event that enters no stage and leaves by no exit; it only stands between others.
    static let other: UInt8 = 255
    /// An exit is taken back: the subject is where it was before.
    static let exitTakenBack: UInt8 = 254

    /// Milliseconds since 1970.
    let time: Int64
    /// A stage's number, an exit's behind `firstExitCode`, `exitTakenBack` or `other`.
    let code: UInt8

    /// Nil for an exit and for what the flow does not name.
    var stage: Int? { code < Self.firstExitCode ? Int(code) : nil }

    /// Nil for a stage and for what the flow does not name.
    var exit: Int? {
        code >= Self.firstExitCode && code < Self.exitTakenBack
            ? Int(code - Self.firstExitCode) : nil
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
                .drop { $0.code >= JourneyEntry.exitTakenBack })
    }

    /// Takes the next event by position; one that is older goes before what is later than it.
    mutating func add(_ entry: JourneyEntry) {
        var place = entries.count
        while place > 0, entries[place - 1].time > entry.time { place -= 1 }
        entries.insert(entry, at: place)
    }
}
