import EventLog
import Onboarding
import ReadModels

/// A ledger that is only read, beside the process that writes it or while none does (contract L17).
///
/// Each question opens the files, which takes some milliseconds, and blocks its thread: nothing of
/// a ledger is held between two questions, so that what was rebuilt or erased meanwhile is never
/// answered as it was. Who asks often, or must not block, asks the `Ledger` of the writing process.
///
/// Every question throws `LogFailure` where there is no ledger (`absent`) or it cannot be read.
public struct ReadOnlyLedger: Sendable {
    public let directory: DataDirectory

    public init(_ directory: DataDirectory) { self.directory = directory }

    private func reading<R>(_ question: (LedgerReader) throws -> R) throws -> R {
        try question(LedgerReader(directory: directory))
    }

    // MARK: Audit

    /// See `Ledger.head()`.
    public func head() throws -> LedgerHead { try reading { try $0.head() } }

    /// See `Ledger.events(matching:beyond:order:limit:)`.
    public func events(
        matching filter: EventFilter, beyond position: GlobalPosition? = nil,
        order: EventOrder = .oldestFirst, limit: Int
    ) throws -> [RecordedEvent] {
        guard limit > 0 else { return [] }
        return try reading {
            try $0.audit.events(matching: filter, beyond: position, order: order, limit: limit)
        }
    }

    /// See `Ledger.state(of:at:)`.
    public func state(of stream: StreamID, at moment: StreamMoment = .latest) throws
        -> StreamState?
    { try reading { try $0.history.state(of: stream, at: moment) } }

    /// See `Ledger.difference(of:from:to:)`.
    public func difference(of stream: StreamID, from: StreamMoment, to: StreamMoment) throws
        -> StreamDifference?
    { try reading { try $0.history.difference(of: stream, from: from, to: to) } }

    /// See `Ledger.blame(of:at:)`.
    public func blame(of stream: StreamID, at moment: StreamMoment = .latest) throws
        -> [FieldBlame]?
    { try reading { try $0.history.blame(of: stream, at: moment) } }

    /// See `Ledger.history(of:in:through:)`.
    public func history(
        of field: String, in stream: StreamID, through moment: StreamMoment = .latest
    ) throws -> [FieldBlame]? {
        try reading { try $0.history.history(of: field, in: stream, through: moment) }
    }

    /// See `Ledger.erasures(of:)`.
    public func erasures(of stream: StreamID) throws -> [ErasureNote] {
        try reading { try $0.erasures(of: stream) }
    }

    /// See `Ledger.inclusionProof(of:size:)`.
    public func inclusionProof(of position: GlobalPosition, size: GlobalPosition? = nil) throws
        -> InclusionProof
    { try reading { try $0.inclusionProof(of: position, size: size) } }

    /// See `Ledger.consistencyProof(from:to:)`.
    public func consistencyProof(from: GlobalPosition, to size: GlobalPosition? = nil) throws
        -> ConsistencyProof
    { try reading { try $0.consistencyProof(from: from, to: size) } }

    // MARK: Subjects and numbers

    /// See `Ledger.subjects(_:_:)`.
    public func subjects(_ view: ViewName, _ query: SubjectQuery) throws -> SubjectPage {
        try reading { try $0.subjects(view, query) }
    }

    /// See `Ledger.flows()`.
    public func flows() throws -> FlowCatalogue { try reading { try $0.log.flowCatalogue() } }

    /// See `Ledger.funnel(_:)`.
    public func funnel(_ query: FunnelQuery) throws -> FunnelReport {
        try reading { try $0.funnel(query, Journeys()) }
    }

    /// See `Ledger.dropoff(_:)`.
    public func dropoff(_ query: DropoffQuery) throws -> DropoffPage {
        try reading { try $0.dropoff(query, Journeys()) }
    }

    /// See `Ledger.friction(_:)`.
    public func friction(_ query: FrictionQuery) throws -> FrictionReport {
        try reading { try $0.friction(query) }
    }

    /// See `Ledger.paths(_:from:)`.
    public func paths(_ query: FunnelQuery, from stage: String? = nil) throws -> PathsReport {
        try reading { try $0.paths(query, from: stage, Journeys()) }
    }

    /// See `Ledger.experiment(_:attribute:)`.
    ///
    /// - Parameter splits: how built-in flows give out variants, as the writing process's
    ///   `LedgerOptions.variants` has it; against them the ratio of the sample is tested.
    public func experiment(
        _ query: FunnelQuery, attribute: String = FlowAttribute.variant,
        splits: [String: [String: Int]] = [:]
    ) throws -> ExperimentReport {
        try reading {
            try $0.experiment(query, attribute: attribute, splits: splits, Journeys())
        }
    }
}
