import EventLog
import Onboarding
import ReadModels
import Synchronization

/// The journeys of all flows that were asked about, kept between questions.
///
/// `JourneyIndex` is not sendable; each is only touched while the mutex is held, on a reader
/// thread.
package final class Journeys: Sendable {
    /// A flow's journeys in memory, and whether the views' file has caught up with them.
    private struct HeldIndex {
        let index: JourneyIndex
        /// Raised once the views' file has what was last given to it.
        var outcome: OutcomeFlag
    }

    /// `@unchecked Sendable`: only reached while the mutex is held.
    private struct Indexes: @unchecked Sendable {
        var byFlow: [String: HeldIndex] = [:]
    }

    /// Journeys are kept after so many events: following them takes some ten milliseconds.
    private static let eventsBetweenKeeping: Int64 = 20_000

    private let indexes = Mutex(Indexes())

    package init() {}

    /// Packs all anew when they are asked for next: events were rewritten (contract L14).
    func forgetAll() { indexes.withLock { $0.byFlow = [:] } }

    /// Lends a flow's journeys, as current as `reader` sees the log.
    func withIndex<R: Sendable>(
        _ flow: String, _ reader: LedgerReader, _ body: (JourneyIndex) throws -> R
    ) throws -> R {
        let declaration = try reader.flow(flow)
        return try indexes.withLock { indexes in
            if let held = indexes.byFlow[flow], held.index.declaration == declaration {
                return try body(held.index)
            }
            let index = JourneyIndex(declaration)
            let isKept = try index.begin(with: try reader.views())
            indexes.byFlow[flow] = HeldIndex(index: index, outcome: OutcomeFlag(isKept))
            return try body(index)
        }
    }

    /// Hands the lane what is to be kept beside the views, when that is enough.
    ///
    /// - Parameter eventsMin: fewer events since the last time are not worth it.
    func keep(_ flow: String, in lane: CommandLane, eventsMin: Int64 = eventsBetweenKeeping) {
        indexes.withLock { indexes in
            guard let held = indexes.byFlow[flow],
                held.index.position - held.index.keptPosition >= eventsMin
            else { return }
            let base = held.index.keptPosition
            let parts = held.index.takeParts(isWhole: !held.outcome.isSet)
            let outcome = OutcomeFlag()
            indexes.byFlow[flow]?.outcome = outcome
            let keeping = JourneyKeeping(parts, changing: base, outcome)
            for step in 0..<keeping.stepCount {
                // A full lane has better things to do: all are kept the next time.
                do throws(LogFailure) { try lane.add(KeepingJob(keeping, step: step)) } catch {
                    return
                }
            }
        }
    }

    /// Hands the lane everything that a start would have to follow again.
    func keepAll(in lane: CommandLane) {
        let flows = indexes.withLock { $0.byFlow.keys.sorted() }
        for flow in flows { keep(flow, in: lane, eventsMin: 1000) }
    }
}

extension LedgerReader {
    /// The flow of an id.
    ///
    /// - Throws: `FunnelRefusal.unknownFlow`.
    package func flow(_ id: String) throws -> FlowDeclaration {
        let flows = try log.flowCatalogue()
        guard let declaration = flows.flow(id) else {
            throw FunnelRefusal.unknownFlow(id, known: flows.flows.map(\.flow))
        }
        return declaration
    }
}
