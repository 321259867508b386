import EventLog
import Onboarding
import ReadModels
import Synchronization

/// The journeys of all flows that were asked about, kept between questions.
///
/// `JourneyBook` is not sendable; each is only touched while the mutex is held, on a reader thread.
final class Journeys: Sendable {
    private struct Books: @unchecked Sendable {
        var byFlow: [String: JourneyBook] = [:]
    }

    private let books = Mutex(Books())

    /// Counts a funnel over the log as `reader` sees it now.
    func funnel(_ query: FunnelQuery, _ declaration: FlowDeclaration, _ reader: LedgerReader)
        throws -> FunnelReport
    {
        try books.withLock { books in
            let known = books.byFlow[query.flow]
            let book =
                known?.declaration == declaration
                ? known ?? JourneyBook(declaration)
                : JourneyBook(declaration)
            books.byFlow[query.flow] = book
            return try book.funnel(query, reader.log, try reader.views())
        }
    }
}

extension Ledger {
    /// Counts a funnel (contract D1).
    ///
    /// - Throws: `FunnelRefusal` for a question that cannot be answered as asked.
    public func funnel(_ query: FunnelQuery) async throws -> FunnelReport {
        let journeys = journeys
        return try await readAtLength { reader in
            let flows = try reader.log.flowCatalogue()
            guard let declaration = flows.flow(query.flow) else {
                throw FunnelRefusal.unknownFlow(query.flow, known: flows.flows.map(\.flow))
            }
            return try journeys.funnel(query, declaration, reader)
        }
    }
}
