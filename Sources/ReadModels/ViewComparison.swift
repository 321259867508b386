import EventLog
import JSON

/// A row that a rebuild made differently.
public struct RowDifference: Sendable, Hashable {
    /// How the models differ about a stream.
    public enum Kind: String, Sendable, CaseIterable {
        /// Only the new model has it.
        case added
        /// Only the one before had it.
        case removed
        /// Both have it, with other columns or another state.
        case changed
    }

    /// The stream's name.
    public let stream: String
    public let kind: Kind
    /// The stream's version that the row was at, and is at; nil where there is no row.
    public let versionBefore: Int64?
    /// As `versionBefore`, in the new model.
    public let version: Int64?
    /// For a changed row: the columns, and the members of the state, that differ.
    public let fields: [String]
}

/// What differs between a rebuilt model and the one before it, both at one position (contract L9).
public struct ViewDifferences: Sendable, Hashable {
    public let view: ViewName
    /// The position of the last event that both are made of.
    public let position: Int64
    /// Rows that only the new model has.
    public internal(set) var added: Int64 = 0
    /// Rows that only the one before had.
    public internal(set) var removed: Int64 = 0
    /// Rows that both have and that are not the same.
    public internal(set) var changed: Int64 = 0
    /// The first of them, in the order in which their streams began.
    public internal(set) var first: [RowDifference] = []

    public var count: Int64 { added + removed + changed }
}

/// Walks two views files side by side, in the order of streams.
struct ViewComparison {
    /// Differing rows that are named.
    private static let namedMax = 10

    let old: ViewReader
    let new: ViewReader
    let position: Int64
    /// Streams whose rows may be of different positions.
    let leavingOut: Set<Int64>

    init(old: ViewReader, new: ViewReader, position: Int64, leavingOut: Set<Int64>) {
        (self.old, self.new) = (old, new)
        (self.position, self.leavingOut) = (position, leavingOut)
    }

    /// - Parameter progress: told how many of how many rows of the new models are compared.
    func run(_ progress: ViewProgress) throws -> [ViewDifferences] {
        let total = try new.standings().values.reduce(0) { $0 + $1.rowCount }
        var done: Int64 = 0
        let differences = try ViewName.allCases.map { view in
            try compare(view) {
                done += 1
                if done % 4096 == 0 { try progress(done, total) }
            }
        }
        try progress(total, total)
        return differences
    }

    /// Walks one model in both files, in step; memory does not grow with it.
    private func compare(_ view: ViewName, onRow: () throws -> Void) throws -> ViewDifferences {
        var found = ViewDifferences(view: view, position: position)
        let (before, after) = (try RowWalk(view, old), try RowWalk(view, new))
        while let streamID = Self.lower(before.streamID, after.streamID) {
            let isBefore = before.streamID == streamID
            let isAfter = after.streamID == streamID
            if !leavingOut.contains(streamID), !(isBefore && isAfter && before.isSame(as: after)) {
                note(isBefore ? before : nil, isAfter ? after : nil, in: &found)
            }
            if isBefore { try before.advance() }
            if isAfter {
                try after.advance()
                try onRow()
            }
        }
        return found
    }

    /// The lower of two, of which either may be missing.
    private static func lower(_ one: Int64?, _ other: Int64?) -> Int64? {
        guard let one, let other else { return one ?? other }
        return min(one, other)
    }

    /// Counts a difference; only the first ones are copied and looked at.
    private func note(_ before: RowWalk?, _ after: RowWalk?, in found: inout ViewDifferences) {
        let kind: RowDifference.Kind = before == nil ? .added : after == nil ? .removed : .changed
        switch kind {
        case .added: found.added += 1
        case .removed: found.removed += 1
        case .changed: found.changed += 1
        }
        guard found.first.count < Self.namedMax else { return }
        let (old, new) = (before?.row, after?.row)
        found.first.append(
            RowDifference(
                stream: new?.name ?? old?.name ?? "", kind: kind, versionBefore: old?.version,
                version: new?.version, fields: Self.fields(old, new)))
    }

    /// The names of the columns, and of the state's members, that differ.
    static func fields(_ old: ViewRow?, _ new: ViewRow?) -> [String] {
        guard let old, let new else { return [] }
        let columns = [
            ("name", old.name == new.name), ("flow", old.flow == new.flow),
            ("stage", old.stage == new.stage), ("status", old.status == new.status),
            ("version", old.version == new.version), ("updatedAt", old.updatedAt == new.updatedAt),
            ("search", old.search == new.search),
        ]
        return columns.filter { !$0.1 }.map(\.0) + members(old.state, new.state)
    }

    /// The names of the members that differ; `state` when one is no JSON object.
    private static func members(_ old: [UInt8], _ new: [UInt8]) -> [String] {
        if old == new { return [] }
        do {
            return try FlatState(new).changes(since: FlatState(old)).map {
                "state.\($0.name.text)"
            }.sorted()
        } catch { return ["state"] }
    }
}
