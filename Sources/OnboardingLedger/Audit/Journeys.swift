import EventLog
import Onboarding
import ReadModels
import Synchronization

/// The journeys of all flows that were asked about, kept between questions.
///
/// `JourneyIndex` is not sendable; each is only touched while the mutex is held, on a reader
/// thread.
package final class Journeys: Sendable {
    private struct Indexes: @unchecked Sendable {
        var byFlow: [String: JourneyIndex] = [:]
    }

    private let indexes = Mutex(Indexes())

    package init() {}

    /// Lends a flow's journeys, as current as `reader` sees the log.
    func withIndex<R>(
        _ flow: String, _ reader: LedgerReader, _ body: (JourneyIndex) throws -> R
    ) throws -> R {
        let declaration = try reader.flow(flow)
        return try indexes.withLock { indexes in
            let known = indexes.byFlow[flow]
            let index =
                known?.declaration == declaration ? known ?? JourneyIndex(declaration)
                : JourneyIndex(declaration)
            indexes.byFlow[flow] = index
            return try body(index)
        }
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
