import EventLog
import JSON
import Onboarding
import SQLite

/// A row of a read model that is not what its stream's events add up to (contract L18).
public struct ViewDefect: Error, Sendable, Hashable {
    /// The model that is wrong.
    public let view: ViewName
    /// The name that the row has; nil when it is the model as a whole.
    public let stream: String?
    /// The last event that should have produced the row; nil when the log has no such stream.
    public let position: GlobalPosition?
    /// What is wrong, as the end of a sentence.
    public let explanation: String
}

/// What a fresh fold of every stream agrees with.
package struct VerifiedFold: Sendable {
    /// One for each model, at its own position.
    package let views: [ViewReport]
    /// How many unique keys are held.
    package let claimCount: Int64
    /// Of the flows whose journeys are kept under today's declaration.
    package let journeys: [JourneyReport]
}

/// Folds every stream anew and compares what follows from it: the read models' rows, and the unique
/// keys that streams hold. One stream is in memory at a time. Then the kept journeys, flow by flow.
package struct ViewVerification {
    private let directory: DataDirectory
    private let upcasting: Upcasting

    package init(directory: DataDirectory, upcasting: Upcasting) {
        (self.directory, self.upcasting) = (directory, upcasting)
    }

    /// Checks the models at the position that they are at, and the keys at the log's head.
    ///
    /// - Parameter progress: told how many of how many streams are folded.
    /// - Throws: `ViewDefect`, `ClaimDefect` or `JourneyDefect` for the first stream whose row,
    ///   keys or journey differ.
    package func run(progress: ViewProgress) throws -> VerifiedFold {
        // The log's snapshot begins a moment after the views': an erasure that falls between them
        // is in the one and not in the other. The next pass finds both with it.
        do { return try pass(progress) } catch is ViewDefect {
            return try pass(progress)
        } catch is JourneyDefect { return try pass(progress) }
    }

    /// One try: everything within one snapshot of the views and one of the log.
    private func pass(_ progress: ViewProgress) throws -> VerifiedFold {
        // The views first: the log then has all that they show.
        let views = try ViewReader(directory: directory)
        let reader = try LogReader(directory: directory)
        return try views.snapshot {
            let standings = try views.standings()
            return try reader.snapshot {
                let head = try reader.head().position.rawValue
                let fold = StreamFold(reader, try reader.flowCatalogue(), upcasting)
                var pass = try VerificationPass(fold, views, standings, head)
                let total = try reader.streamCount()
                var done: Int64 = 0
                try reader.scanStreamNames { streamID, stream in
                    try reader.requireStream(streamID)
                    try pass.check(stream, streamID)
                    done += 1
                    if done % 512 == 0 { try progress(done, total) }
                }
                try pass.finish()
                let journeys = JourneyVerification(
                    views: views, reader: reader, flows: fold.flows, upcasting: upcasting)
                return VerifiedFold(
                    views: try views.reports(), claimCount: pass.claimCount,
                    journeys: try journeys.run { try progress(total, total) })
            }
        }
    }
}

/// One walk over all streams, within one snapshot of the log and one of the views.
private struct VerificationPass {
    private let reader: LogReader
    private var fold: StreamFold
    private var json = JSONWriter(reserving: 1024)
    /// Each goes along with the walk over streams, which both number in the same order.
    private let models: [ViewName: ModelWalk]
    /// Keys that events take and nobody gave up, of streams that lost nothing.
    private(set) var claimCount: Int64 = 0
    /// Streams of whose keys nobody can tell any more which they are.
    private var erased = IntegerBits()

    init(
        _ fold: StreamFold, _ views: ViewReader, _ standings: [ViewName: ViewFile.Standing],
        _ head: Int64
    ) throws {
        (self.fold, reader) = (fold, fold.reader)
        var models: [ViewName: ModelWalk] = [:]
        for view in ViewName.allCases {
            models[view] = try ModelWalk(view, views, standings[view], fold.flows, head)
        }
        self.models = models
    }

    /// Folds a stream and checks its row and its keys.
    mutating func check(_ stream: StreamID, _ streamID: Int64) throws {
        var folded = fold.fresh(stream, streamID)
        let model = folded.view.flatMap { models[$0] }
        var (claims, last) = (FoldedClaims(), Int64(0))
        var row: FoldedStream?
        try reader.scan(stream: streamID) { event in
            if let model, row == nil, event.position > model.checkpoint {
                row = folded
            } else if row == nil {
                last = event.position
            }
            try claims.take(event, reader, &fold.types, folded.state)
            try folded.take(event, reader, &fold.types)
            return true
        }
        try model?.check(row ?? folded, streamID, GlobalPosition(rawValue: last), &json)
        try check(claims, stream, streamID)
    }

    /// Asks for each key who holds it; of a stream that lost something nobody can tell its keys.
    private mutating func check(_ claims: FoldedClaims, _ stream: StreamID, _ streamID: Int64)
        throws
    {
        if claims.isErased { return erased.insert(streamID) }
        for (key, position) in claims.held.sorted(by: { $0.value < $1.value }) {
            let holder = try reader.holderID(of: key)
            guard holder == streamID else {
                let name = try holder.map { try reader.stream($0).name } ?? "nobody"
                throw ClaimDefect(
                    stream: stream.name, position: GlobalPosition(rawValue: position),
                    explanation: "the unique key that this event takes is held by \(name)")
            }
        }
        claimCount += Int64(claims.held.count)
    }

    /// Checks what only the whole log tells: that there is nothing beyond what follows from it.
    mutating func finish() throws {
        for view in ViewName.allCases { try models[view]?.finish() }
        var count: Int64 = 0
        try reader.scanClaims { _, streamID in
            if !erased.contains(streamID) { count += 1 }
        }
        if count != claimCount { try findStrayClaim() }
    }

    /// Names a stream that holds a key which none of its events takes.
    private mutating func findStrayClaim() throws {
        var byStream: [Int64: [KeyedDigest]] = [:]
        try reader.scanClaims { key, streamID in
            if !erased.contains(streamID) { byStream[streamID, default: []].append(key) }
        }
        for (streamID, keys) in byStream.sorted(by: { $0.key < $1.key }) {
            let stream = try reader.stream(streamID)
            var (claims, folded) = (FoldedClaims(), fold.fresh(stream, streamID))
            try reader.scan(stream: streamID) { event in
                try claims.take(event, reader, &fold.types, folded.state)
                try folded.take(event, reader, &fold.types)
                return true
            }
            if keys.allSatisfy({ claims.held[$0] != nil }) { continue }
            throw ClaimDefect(
                stream: folded.version == 0 ? nil : stream.name, position: nil,
                explanation: "a unique key is held that no event takes")
        }
    }
}

/// A walk over one model's rows beside the walk over all streams.
private final class ModelWalk {
    private let view: ViewName
    private let standing: ViewFile.Standing
    private let rows: RowWalk
    /// Rows that were found right.
    private var rowCount: Int64 = 0
    /// The sum of their digests, to be held against what the model carries.
    private var digest = RollingDigest.empty

    /// The position that the model is at.
    var checkpoint: Int64 { standing.checkpoint }

    init(
        _ view: ViewName, _ views: ViewReader, _ standing: ViewFile.Standing?,
        _ flows: FlowCatalogue, _ head: Int64
    ) throws {
        self.view = view
        rows = try RowWalk(view, views)
        self.standing =
            standing
            ?? ViewFile.Standing(
                definition: view.definition(flows), checkpoint: 0, rowCount: 0, digest: .empty)
        if self.standing.definition != view.definition(flows) {
            throw defect("it was made by another definition than this program's")
        }
        if checkpoint > head || checkpoint < 0 || (standing == nil && head > 0) {
            throw defect("it says that it is at position \(checkpoint) of \(head)")
        }
    }

    /// Compares a stream's row with what its events through the checkpoint add up to.
    func check(
        _ folded: FoldedStream, _ streamID: Int64, _ last: GlobalPosition, _ json: inout JSONWriter
    ) throws {
        if let stray = rows.streamID, stray < streamID {
            throw defect("the log has no such stream for this read model", rows.row.name)
        }
        guard folded.version > 0 else { return }
        guard rows.streamID == streamID else { throw defect("it has no row", folded, last) }
        var folded = folded
        let (expected, actual) = (folded.row(&json), rows.row)
        if expected != actual { throw defect(Self.difference(expected, actual), folded, last) }
        rowCount += 1
        digest.add(expected.digest)
        try rows.advance()
    }

    /// Nothing may be left over, and the sum must be the model's.
    func finish() throws {
        if rows.streamID != nil {
            throw defect("the log has no such stream for this read model", rows.row.name)
        }
        guard rowCount == standing.rowCount, digest == standing.digest else {
            throw defect("its rows (\(rowCount)) do not add up to the digest that it carries")
        }
    }

    private func defect(_ why: String, _ folded: FoldedStream, _ last: GlobalPosition)
        -> ViewDefect
    {
        ViewDefect(view: view, stream: folded.stream.name, position: last, explanation: why)
    }

    private func defect(_ why: String, _ stream: String? = nil) -> ViewDefect {
        ViewDefect(view: view, stream: stream, position: nil, explanation: why)
    }

    /// The version if it differs, else the columns and members that do.
    private static func difference(_ expected: ViewRow, _ actual: ViewRow) -> String {
        if expected.version != actual.version {
            return "it is at version \(actual.version) instead of \(expected.version)"
        }
        let fields = ViewComparison.fields(actual, expected).joined(separator: ", ")
        return fields.isEmpty
            ? "its bytes are not those of a fresh fold, though they say the same"
            : "it differs from a fresh fold in \(fields)"
    }
}
