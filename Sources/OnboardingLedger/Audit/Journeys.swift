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
        /// The one that counted when it was begun.
        let generation: Int
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
    /// Counts how often events were rewritten or rows made anew.
    private let generation = Generation()

    package init() {}

    /// Takes all up anew when they are asked for next: events were rewritten (contract L14), or a
    /// rebuild gave the subjects other rows (L9). Never waits, as a question that is being answered
    /// may take long; nothing that was handed to the lane before is kept any more.
    func forgetAll() {
        generation.raise()
        // What they hold is let go of at once, unless somebody reads it.
        _ = indexes.withLockIfAvailable { $0.byFlow = [:] }
    }

    /// Lends a flow's journeys, as current as `reader` sees the log.
    func withIndex<R: Sendable>(
        _ flow: String, _ reader: LedgerReader, _ body: (JourneyIndex) throws -> R
    ) throws -> R {
        // A flow that there is not is no reason to wait.
        _ = try reader.flow(flow)
        return try indexes.withLock { indexes in
            // Who waited may have gone, or see a newer declaration than when they came.
            try reader.log.checkInterest()
            let declaration = try reader.flow(flow)
            let now = generation.current
            if let held = indexes.byFlow[flow], held.index.declaration == declaration,
                held.generation == now
            {
                return try body(held.index)
            }
            let index = JourneyIndex(declaration)
            let isKept = try index.begin(with: try reader.views())
            indexes.byFlow[flow] = HeldIndex(
                index: index, generation: now, outcome: OutcomeFlag(isKept))
            return try body(index)
        }
    }

    /// Hands the lane what is to be kept beside the views, when that is enough. Waits for no other
    /// question: what is not kept now is the next time.
    ///
    /// - Parameter eventsMin: fewer events since the last time are not worth it.
    func keep(_ flow: String, in lane: CommandLane, eventsMin: Int64 = eventsBetweenKeeping) {
        _ = indexes.withLockIfAvailable { indexes in
            guard let held = indexes.byFlow[flow], held.generation == generation.current,
                held.index.isSettled, held.index.position - held.index.keptPosition >= eventsMin
            else { return }
            let (base, begun) = (held.index.keptPosition, held.generation)
            let parts = held.index.takeParts(isWhole: !held.outcome.isSet)
            let outcome = OutcomeFlag()
            indexes.byFlow[flow]?.outcome = outcome
            let keeping = JourneyKeeping(parts, changing: base, outcome)
            for step in 0..<keeping.stepCount {
                let job = KeepingJob(keeping, step: step) { [generation] in
                    generation.current == begun
                }
                // A full lane has better things to do: all are kept the next time, which is soon.
                do throws(LogFailure) {
                    try lane.add(job)
                } catch {
                    held.index.keptPosition = base
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
