import EventLog
import Onboarding
import ReadModels

/// Questions about a flow's journeys, for one process that keeps them and for one that does not.
extension LedgerReader {
    /// Lends the journeys that a question is about: as they stood at its position, if it names one.
    package func withJourneys<R: Sendable>(
        _ query: FunnelQuery, _ journeys: Journeys, _ body: (JourneyIndex) throws -> R
    ) throws -> R {
        try requireViewsOfLog()
        if let position = query.position {
            let past = try JourneyIndex.past(
                try flow(query.flow), at: position, log, try views(), .domain)
            return try body(past)
        }
        return try journeys.withIndex(query.flow, self, body)
    }

    /// Counts a funnel (contract D1).
    package func funnel(_ query: FunnelQuery, _ journeys: Journeys) throws -> FunnelReport {
        try withJourneys(query, journeys) { try $0.funnel(query, log, try views()) }
    }

    /// Lists who stopped (contract D2).
    package func dropoff(_ query: DropoffQuery, _ journeys: Journeys) throws -> DropoffPage {
        let page = try withJourneys(query.funnel, journeys) {
            try $0.dropoff(query, log, try views())
        }
        return try Whereabouts(self, page).completed()
    }

    /// Compares the conversion of an attribute's values (contract D4).
    ///
    /// - Parameter splits: of built-in flows, as the server's settings have them.
    package func experiment(
        _ query: FunnelQuery, attribute: String, splits: [String: [String: Int]],
        _ journeys: Journeys
    ) throws -> ExperimentReport {
        try withJourneys(query, journeys) {
            try $0.experiment(
                query, attribute: attribute, split: splits[query.flow], log, try views())
        }
    }

    /// Counts the ways from a stage; from the first one when none is named.
    package func paths(_ query: FunnelQuery, from stage: String?, _ journeys: Journeys) throws
        -> PathsReport
    {
        try withJourneys(query, journeys) { try $0.paths(query, from: stage, log, try views()) }
    }
}

extension Ledger {
    /// Counts a funnel (contract D1).
    ///
    /// - Throws: `FunnelRefusal` for a question that cannot be answered as asked.
    public func funnel(_ query: FunnelQuery) async throws -> FunnelReport {
        try await asking(query) { try $0.funnel(query, $1) }
    }

    /// Lists who stopped, with the funnel's own numbers (contract D2).
    ///
    /// - Throws: `FunnelRefusal` for a question that cannot be answered as asked.
    public func dropoff(_ query: DropoffQuery) async throws -> DropoffPage {
        await refusals.whenRecorded()
        return try await asking(query.funnel) { try $0.dropoff(query, $1) }
    }

    /// Compares the conversion of an attribute's values, such as an experiment's variants
    /// (contract D4). Other groups that the query asks for play no part.
    ///
    /// - Throws: `FunnelRefusal` for a question that cannot be answered as asked.
    public func experiment(_ query: FunnelQuery, attribute: String = FlowAttribute.variant)
        async throws -> ExperimentReport
    {
        let splits = variants
        return try await asking(query) {
            try $0.experiment(query, attribute: attribute, splits: splits, $1)
        }
    }

    /// Counts the ways that subjects took from a stage; from the first one when none is named.
    /// Groups that the query asks for play no part.
    ///
    /// - Throws: `FunnelRefusal` for a question that cannot be answered as asked.
    public func paths(_ query: FunnelQuery, from stage: String? = nil) async throws -> PathsReport {
        try await asking(query) { try $0.paths(query, from: stage, $1) }
    }

    /// Asks on an analyst's thread, and keeps the journeys now and then.
    private func asking<R: Sendable>(
        _ query: FunnelQuery, _ body: @escaping @Sendable (LedgerReader, Journeys) throws -> R
    ) async throws -> R {
        let (journeys, lane) = (journeys, lane)
        return try await readWhileWanted { reader in
            let answer = try body(reader, journeys)
            if query.position == nil { journeys.keep(query.flow, in: lane) }
            return answer
        }
    }
}
