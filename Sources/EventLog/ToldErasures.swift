import Digest

/// What the newest erasure that names an event tells of it.
package struct ToldRemains: Hashable, Sendable {
    /// What is left beside what the hash covers; nil when nothing is.
    package let digest: SHA256Digest?
    /// Where the log begins to tell of that erasure.
    package let toldAt: GlobalPosition
}

/// What erasures tell of the events before them, erasure by erasure.
package struct ToldErasures: Sendable {
    /// An erasure that touched very much is told of by several events of its stream, of which one
    /// may name an event and another what is left of it.
    private struct Told: Sendable {
        let stream: StreamID
        let toldAt: GlobalPosition
        var positions: [ClosedRange<Int64>] = []
        var remains: [Int64: SHA256Digest] = [:]
    }

    private var told: [Told] = []

    package init() {}

    package var isEmpty: Bool { told.isEmpty }

    /// Takes the next erasure of the log; only what was recorded before can have been erased.
    package mutating func add(_ erasure: RecordedErasure, toldBy event: RecordedEvent) {
        if told.last?.stream != event.stream {
            told.append(Told(stream: event.stream, toldAt: event.position))
        }
        let index = told.count - 1
        told[index].remains.merge(erasure.remains) { _, later in later }
        guard event.position.rawValue > 1 else { return }
        let before = 1...event.position.rawValue - 1
        for range in erasure.positions where range.overlaps(before) {
            told[index].positions.append(range.clamped(to: before))
        }
    }

    /// What each event between two positions that an erasure names was left with, by the newest.
    package func remains(in positions: ClosedRange<Int64>) -> [Int64: ToldRemains] {
        var remains: [Int64: ToldRemains] = [:]
        for erasure in told {
            for range in erasure.positions where range.overlaps(positions) {
                for position in range.clamped(to: positions) {
                    remains[position] = ToldRemains(
                        digest: erasure.remains[position], toldAt: erasure.toldAt)
                }
            }
        }
        return remains
    }
}
