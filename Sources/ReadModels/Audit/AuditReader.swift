import EventLog
import SQLite

/// Answers audits of the whole log from the index, so that what is rare is found without a walk;
/// confined to its reader's thread.
///
/// The index says where to look; whether an event matches is asked of the event. What is not
/// indexed yet, the newest thousand events or so, is walked.
package final class AuditReader {
    /// Positions that are sooner walked than looked up.
    private static let walkMax = 2048
    /// Events that are in memory at a time where all are asked for.
    private static let pageCount = 1000

    private let log: LogReader
    private let directory: DataDirectory
    private let tail: AuditTail?
    /// Opened when it is first needed, and then kept.
    private var file: AuditIndexReader?

    /// - Parameter tail: the growing block of the process that indexes; without one, all that lies
    ///   behind the file's last block is walked.
    package init(_ log: LogReader, directory: DataDirectory, tail: AuditTail? = nil) {
        (self.log, self.directory, self.tail) = (log, directory, tail)
    }

    /// A page of the events that `filter` lets through, beyond `position` (exclusive; nil for the
    /// log's beginning or end) in the given order.
    package func events(
        matching filter: EventFilter, beyond position: GlobalPosition? = nil,
        order: EventOrder = .oldestFirst, limit: Int
    ) throws -> [RecordedEvent] {
        guard let selection = try log.selection(filter, beyond: position, order: order) else {
            return []
        }
        let isWalk =
            selection.stream != nil || !selection.conditions.contains(where: \.isIndexed)
            || selection.positions.count <= Self.walkMax
        if isWalk { return try log.walk(selection, order, limit) }
        return try lookUp(selection, order, limit)
    }

    /// Lends every event that `filter` lets through, oldest first.
    package func forEachEvent(
        matching filter: EventFilter, _ body: (RecordedEvent) throws -> Void
    ) throws {
        var last: GlobalPosition?
        while true {
            let page = try events(matching: filter, beyond: last, limit: Self.pageCount)
            for event in page { try body(event) }
            guard page.count == Self.pageCount else { return }
            last = page.last?.position
        }
    }

    /// Looks the selection up in the file, if there is one, within one snapshot of it.
    private func lookUp(_ selection: EventSelection, _ order: EventOrder, _ limit: Int) throws
        -> [RecordedEvent]
    {
        let demands = try selection.conditions.compactMap { try AuditDemand($0, log) }
        // The tail before the file: a block is in the file before it leaves the tail.
        let tail = tail?.excerpt(demands.flatMap(\.terms))
        let file = openFile()
        guard let file else { return try lookUp(selection, demands, order, limit, tail, nil) }
        do {
            return try file.snapshot {
                try lookUp(selection, demands, order, limit, tail, file)
            }
        } catch is SQLiteError {
            // A walk has every answer; one that was made anew meanwhile is another file.
            self.file = nil
            return try lookUp(selection, demands, order, limit, tail, nil)
        }
    }

    /// Goes through whole blocks, then the tail, then what nobody indexed yet, or the other way
    /// round; stops when there are `limit` events.
    private func lookUp(
        _ selection: EventSelection, _ demands: [AuditDemand], _ order: EventOrder, _ limit: Int,
        _ tail: AuditTail.Excerpt?, _ file: AuditIndexReader?
    ) throws -> [RecordedEvent] {
        let wholeCount = try min(file?.blockCount() ?? 0, tail?.number ?? .max)
        var lookup = AuditLookup(selection, demands, log, file)
        var parts: [AuditPart] = Self.blocks(of: selection.positions, among: wholeCount).map {
            .block($0, tail: nil)
        }
        var walked = wholeCount * AuditBlock.size
        if let tail, tail.number == wholeCount, tail.through > walked {
            parts.append(.block(tail.number, tail: tail))
            walked = tail.through
        }
        parts.append(.walk(after: walked))
        var found: [RecordedEvent] = []
        for part in order == .oldestFirst ? parts : parts.reversed() {
            try log.checkInterest()
            try lookup.add(part, to: &found, order, limit)
            if found.count >= limit { break }
        }
        return found
    }

    /// Those of the whole blocks that a range of positions touches.
    private static func blocks(of positions: ClosedRange<Int64>, among count: Int64)
        -> Range<Int64>
    {
        let first = min(AuditBlock.number(of: positions.lowerBound), count)
        return first..<max(first, min(AuditBlock.number(of: positions.upperBound) + 1, count))
    }

    /// The file, if there is one by now that can be read.
    private func openFile() -> AuditIndexReader? {
        if file == nil, AuditIndexFile.exists(directory) {
            file = try? AuditIndexReader(directory, log)
        }
        return file
    }
}

extension LogReader {
    /// Walks a selection's stream, else its positions, block by block: between two it is given up
    /// when who asked has gone.
    fileprivate func walk(_ selection: EventSelection, _ order: EventOrder, _ limit: Int) throws
        -> [RecordedEvent]
    {
        if selection.stream != nil {
            return try events(of: selection, order: order, limit: limit)
        }
        var (selection, found, rest) = (selection, [RecordedEvent](), selection.positions)
        // A damaged file may have an event so far off that nobody could try the blocks between.
        while let next = try firstPosition(in: rest, order) {
            try checkInterest()
            let block = AuditBlock.positions(of: AuditBlock.number(of: next))
            selection.positions = rest.clamped(to: block)
            found += try events(of: selection, order: order, limit: limit - found.count)
            guard found.count < limit, let beyond = rest.beyond(block, order) else { break }
            rest = beyond
        }
        return found
    }
}

extension ClosedRange<Int64> {
    /// What of the range comes behind another one in the given order; nil when nothing does.
    fileprivate func beyond(_ other: ClosedRange<Int64>, _ order: EventOrder) -> Self? {
        switch order {
        case .oldestFirst:
            other.upperBound < upperBound ? other.upperBound + 1...upperBound : nil
        case .newestFirst:
            lowerBound < other.lowerBound ? lowerBound...other.lowerBound - 1 : nil
        }
    }
}

/// A stretch of the log, and how it is searched.
enum AuditPart {
    /// - Parameter tail: what the block has of the terms, when it is not in the file yet.
    case block(Int64, tail: AuditTail.Excerpt?)
    /// Everything behind a position.
    case walk(after: Int64)

    /// The positions that the part answers for and no other does: of a block that still grows those
    /// that it has taken in.
    var positions: ClosedRange<Int64> {
        switch self {
        case .block(let number, let tail):
            let whole = AuditBlock.positions(of: number)
            return whole.lowerBound...(tail?.through ?? whole.upperBound)
        case .walk(let position): return position + 1...Int64.max
        }
    }
}

/// What one condition comes to in the index: any of these terms, or any of these positions.
private struct AuditDemand {
    /// An event that has any of them may match.
    var terms: [AuditTerm] = []
    /// Ascending.
    var positions: [Int64] = []

    /// Nil for what no index has and only the event itself can tell.
    init?(_ condition: EventCondition, _ log: LogReader) throws {
        switch condition {
        case .type(let ids): terms = ids.map { .type($0) }
        case .actor(let ids, let stream):
            terms = ids.map { .actor($0) }
            if let stream { positions = try log.positions(of: stream) }
        case .correlation(let id): terms = [.correlation(id)]
        case .field(let name):
            terms = FieldSpelling.all(of: name).map { .field(FieldPath($0).joinedNames) }
        case .tenant(let id, let streams):
            terms = [.tenant(id)]
            positions = try streams.flatMap { try log.positions(of: $0) }.sorted()
        case .occurred: return nil
        }
    }
}

/// One selection on its way through the parts of the log.
private struct AuditLookup {
    private let selection: EventSelection
    /// All of them must be met.
    private let demands: [AuditDemand]
    private let log: LogReader
    private let file: AuditIndexReader?
    /// The places of the current block that meet the demands looked at so far.
    private var matching = PlaceSet()
    /// Those that meet the current one; both are used again for each block.
    private var scratch = PlaceSet()

    init(
        _ selection: EventSelection, _ demands: [AuditDemand], _ log: LogReader,
        _ file: AuditIndexReader?
    ) {
        (self.selection, self.demands, self.log, self.file) = (selection, demands, log, file)
    }

    /// Adds what the part has of the selection, up to `limit` in all.
    mutating func add(
        _ part: AuditPart, to found: inout [RecordedEvent], _ order: EventOrder, _ limit: Int
    ) throws {
        guard part.positions.overlaps(selection.positions) else { return }
        var selection = selection
        selection.positions = selection.positions.clamped(to: part.positions)
        switch part {
        case .walk:
            found += try log.walk(selection, order, limit - found.count)
        case .block(let number, let tail):
            guard try findPlaces(number, tail, selection.positions) else { return }
            let first = AuditBlock.positions(of: number).lowerBound
            try matching.walk(order) { place in
                let position = first + Int64(place)
                guard selection.positions.contains(position),
                    let event = try log.event(at: position, of: selection)
                else { return true }
                found.append(event)
                return found.count < limit
            }
        }
    }

    /// Leaves in `matching` the places of the block that meet all demands; false when none do.
    ///
    /// - Parameter range: where single positions count; terms may lie outside of it.
    private mutating func findPlaces(
        _ number: Int64, _ tail: AuditTail.Excerpt?, _ range: ClosedRange<Int64>
    ) throws -> Bool {
        let first = AuditBlock.positions(of: number).lowerBound
        for (index, demand) in demands.enumerated() {
            scratch.removeAll()
            for term in demand.terms {
                if let tail {
                    if let places = tail.postings[term] { scratch.insert(places) }
                } else {
                    try file?.add(term, of: number, to: &scratch)
                }
            }
            insert(demand.positions, in: range, from: first)
            if scratch.isEmpty { return false }
            if index == 0 { swap(&matching, &scratch) } else { matching.formIntersection(scratch) }
            if matching.isEmpty { return false }
        }
        return true
    }

    /// Adds those of the ascending positions that lie in the range, found by halving, as places of
    /// the block that begins at `first`.
    private mutating func insert(
        _ positions: [Int64], in range: ClosedRange<Int64>, from first: Int64
    ) {
        var (low, high) = (0, positions.count)
        while low < high {
            let middle = (low + high) / 2
            if positions[middle] < range.lowerBound { low = middle + 1 } else { high = middle }
        }
        while low < positions.count, positions[low] <= range.upperBound {
            scratch.insert(UInt16(truncatingIfNeeded: positions[low] - first))
            low += 1
        }
    }
}
