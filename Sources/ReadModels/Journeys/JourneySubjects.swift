import EventLog
import JSON
import Onboarding

/// Which subject of a flow each stream tells of: its own, or, for flows whose stages lie in another
/// stream than their subject, the one that the other stream names as its owner.
struct JourneySubjects {
    /// Of the subjects' own streams.
    private let category: String
    /// Nil for flows whose stages all lie in the subjects' own streams.
    let link: FlowLink?
    /// The row of each stream that was looked at, linked ones included.
    var rows = StreamRows()
    /// Only for flows with a link: subjects by the id that both streams name.
    var rowByOwner: [ExactText: Int] = [:]
    /// By row: the newest stream that names the subject as its owner.
    var linkedStreams: [Int: Int64] = [:]
    /// All streams that name an owner.
    var linked: Set<Int64> = []

    init(_ declaration: FlowDeclaration) {
        category = declaration.category
        link = declaration.link
    }

    var byteCount: Int { rows.byteCount }

    /// The row that a stream tells of, as far as it was looked at; looks nothing up.
    func known(_ streamID: Int64) -> Int? { rows[streamID] }

    /// True for a stream that is not the subject's own.
    func isLinked(_ streamID: Int64) -> Bool { link != nil && linked.contains(streamID) }

    /// The streams that tell of a subject, its own first.
    func streams(of row: Int, _ rows: JourneyRows) -> [Int64] {
        let own = rows.streamID(row)
        guard let other = linkedStreams[row], other != own else { return [own] }
        return [own, other]
    }

    /// The subject that a stream tells of, added to `rows` when it is new; nil for other streams.
    mutating func subject(
        _ streamID: Int64, _ rows: inout JourneyRows, _ reader: LogReader, _ views: ViewReader?
    ) throws -> Int? {
        if let known = known(streamID) { return known }
        if self.rows.isLookedAt(streamID) { return nil }
        try reader.requireStream(streamID)
        let row = try find(streamID, &rows, reader, views)
        self.rows.note(streamID, row)
        return row
    }

    private mutating func find(
        _ streamID: Int64, _ rows: inout JourneyRows, _ reader: LogReader, _ views: ViewReader?
    ) throws -> Int? {
        let stream = try reader.stream(streamID)
        guard let link else {
            return stream.category == category ? rows.append(streamID: streamID) : nil
        }
        if stream.category == category {
            let row = row(owner: String(stream.id), streamID, &rows)
            rows.setStreamID(streamID, of: row)
            return row
        }
        guard stream.category == link.category, let views,
            let owner = try owner(streamID, link, views), !owner.isEmpty
        else { return nil }
        let row = row(owner: owner, streamID, &rows)
        // Of several the newest one counts.
        linkedStreams[row] = streamID
        linked.insert(streamID)
        return row
    }

    /// Whichever of a subject's streams comes first makes its row.
    private mutating func row(owner: String, _ streamID: Int64, _ rows: inout JourneyRows) -> Int {
        if let known = rowByOwner[ExactText(owner)] { return known }
        let row = rows.append(streamID: streamID)
        rowByOwner[ExactText(owner)] = row
        return row
    }

    /// Whom a stream's row names as its owner, when it is of the kind that the flow is about.
    private func owner(_ streamID: Int64, _ link: FlowLink, _ views: ViewReader) throws -> String? {
        guard let view = ViewName(category: link.category[...]),
            let row = try views.row(view, streamID: streamID)
        else { return nil }
        let state = try row.parsedState()
        if let without = link.unless, state[without.field]?.stringValue == without.value {
            return nil
        }
        return state[link.ownerField]?.stringValue
    }
}
