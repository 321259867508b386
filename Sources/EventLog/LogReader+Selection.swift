import SQLite
import Time

extension LogReader {
    /// What `filter` comes to beyond `position` (exclusive) in the given order; nil when nothing
    /// can match it.
    package func selection(
        _ filter: EventFilter, beyond position: GlobalPosition? = nil,
        order: EventOrder = .oldestFirst
    ) throws(LogFailure) -> EventSelection? {
        guard let positions = try positions(filter, beyond: position, order) else { return nil }
        var selection = EventSelection(positions: positions)
        if let stream = filter.stream {
            guard let id = try internedID(of: stream),
                let versions = try versions(of: id, in: positions)
            else { return nil }
            selection.stream = (id, versions)
        }
        if let tenant = try filter.tenantID.map(tenantID) {
            selection.conditions.append(
                .tenant(tenant, streams: try streamsOfTenant(tenant)))
        }
        if let actor = filter.actor {
            guard let condition = try condition(actor: actor) else { return nil }
            selection.conditions.append(condition)
        }
        if !filter.types.isEmpty {
            let ids = try typeIDs(filter.types)
            if ids.isEmpty { return nil }
            selection.conditions.append(.type(ids))
        }
        if let field = filter.field { selection.conditions.append(.field(field)) }
        if let id = filter.correlationID { selection.conditions.append(.correlation(id)) }
        if filter.occurredSince != nil || filter.occurredUntil != nil {
            selection.conditions.append(
                .occurred(
                    since: filter.occurredSince?.milliseconds ?? .min,
                    until: filter.occurredUntil?.milliseconds ?? .max))
        }
        return selection
    }

    /// The range that position, `since` and `until` leave; nil when that is empty. Times are found
    /// by binary search, for recording times never go back.
    private func positions(
        _ filter: EventFilter, beyond position: GlobalPosition?, _ order: EventOrder
    ) throws(LogFailure) -> ClosedRange<Int64>? {
        var (first, last) = (Int64(1), try head().position.rawValue)
        if let position, order == .oldestFirst {
            // Beyond the last position there is nothing, and no next integer either.
            if position.rawValue >= last { return nil }
            first = max(first, position.rawValue + 1)
        } else if let position {
            last = min(last, position.rawValue - 1)
        }
        if let since = filter.since {
            first = max(first, try self.position(at: since.adding(milliseconds: -1)).next.rawValue)
        }
        if let until = filter.until {
            last = min(last, try self.position(at: until.adding(milliseconds: -1)).rawValue)
        }
        return first <= last ? first...last : nil
    }

    /// The versions that a stream's events in a range of positions have: both only grow.
    private func versions(of stream: Int64, in positions: ClosedRange<Int64>) throws(LogFailure)
        -> ClosedRange<Int64>?
    {
        let before = try versionCount(of: stream, through: positions.lowerBound - 1)
        let last = try versionCount(of: stream, through: positions.upperBound)
        return before < last ? before + 1...last : nil
    }

    /// How many events a stream had when the log ended at `position`, by binary search.
    private func versionCount(of stream: Int64, through position: Int64) throws(LogFailure)
        -> Int64
    {
        try storing { () throws(SQLiteError) in
            let newest = try connection.prepare(
                "SELECT version FROM event WHERE stream = ? ORDER BY version DESC LIMIT 1")
            newest.bind(1, stream)
            var (low, high) = (Int64(0), try newest.step() ? newest.int64(0) : 0)
            newest.reset()
            let place = try connection.prepare(
                "SELECT position FROM event WHERE stream = ? AND version = ?")
            while low < high {
                let middle = high - (high - low) / 2
                place.bind(1, stream)
                place.bind(2, middle)
                let isBefore = try place.step() && place.int64(0) <= position
                place.reset()
                if isBefore { low = middle } else { high = middle - 1 }
            }
            return low
        }
    }

    /// The first position in a range at which there is an event, in the given order; nil where
    /// there is none.
    package func firstPosition(in positions: ClosedRange<Int64>, _ order: EventOrder)
        throws(LogFailure) -> Int64?
    {
        try storing { () throws(SQLiteError) in
            let direction = order == .oldestFirst ? "" : "DESC"
            let select = try connection.prepare(
                """
                SELECT position FROM event WHERE position BETWEEN ? AND ?
                ORDER BY position \(direction) LIMIT 1
                """)
            select.bind(1, positions.lowerBound)
            select.bind(2, positions.upperBound)
            return try select.step() ? select.int64(0) : nil
        }
    }

    /// The positions of a stream's events, oldest first; from the index alone.
    package func positions(of stream: Int64) throws(LogFailure) -> [Int64] {
        try storing { () throws(SQLiteError) in
            let select = try connection.prepare(
                "SELECT position FROM event WHERE stream = ? ORDER BY version")
            select.bind(1, stream)
            var positions: [Int64] = []
            while try select.step() { positions.append(select.int64(0)) }
            return positions
        }
    }

    // MARK: Types

    /// The integers of every schema version of these types, ascending; an imported type's name may
    /// have commas in it.
    private func typeIDs(_ names: [String]) throws(LogFailure) -> [Int64] {
        let types = try allTypes()
        let known = Set(types.values.map(\.name))
        let asked = Set(
            names.flatMap { name in
                known.contains(name)
                    ? [name] : name.split(separator: ",").map { Self.type(String($0), of: known) }
            })
        return types.filter { asked.contains($0.value.name) }.map(\.key).sorted()
    }

    /// Blanks around a name that is none with them came with a comma, or with pasting.
    private static func type(_ text: String, of known: Set<String>) -> String {
        if known.contains(text) { return text }
        return String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    // MARK: Actors

    /// `user:42` names kind and id; anything else an id of any kind. Nil when the log knows none.
    private func condition(actor: String) throws(LogFailure) -> EventCondition? {
        let parts = actor.split(separator: ":", maxSplits: 1)
        let kind = parts.count == 2 ? EventActor.Kind(word: String(parts[0])) : nil
        let id = kind == nil ? actor : String(parts[1])
        let ids = try actorIDs(id, kinds: kind.map { [$0] } ?? EventActor.Kind.allCases)
        var ownStream: Int64?
        if kind == nil || kind == .session, let stream = StreamID("session-\(id)") {
            ownStream = try internedID(of: stream)
        }
        return ids.isEmpty && ownStream == nil ? nil : .actor(ids, ownStream: ownStream)
    }

    /// The integers that stand for whoever acted under an id: at most one for each kind.
    package func actorIDs(_ name: String, kinds: [EventActor.Kind]) throws(LogFailure) -> [Int64] {
        try storing { () throws(SQLiteError) in
            let select = try connection.prepare("SELECT id FROM actor WHERE kind = ? AND name = ?")
            var ids: [Int64] = []
            for kind in kinds {
                select.bind(1, Int64(kind.rawValue))
                select.bind(2, text: name)
                if try select.step() { ids.append(select.int64(0)) }
                select.reset()
            }
            return ids
        }
    }

    // MARK: Tenants

    /// The id of a tenant, which may be named as its stream is.
    private func tenantID(_ name: String) throws(LogFailure) -> String {
        guard let stream = StreamID(name), stream.category == "tenant",
            try internedID(of: stream) != nil
        else { return name }
        return String(stream.id)
    }

    /// The streams that tell a tenant's story beside the events that name it.
    private func streamsOfTenant(_ tenant: String) throws(LogFailure) -> [Int64] {
        guard let stream = StreamID("tenant-\(tenant)"), let id = try internedID(of: stream),
            let first = try events(of: stream, limit: 1).first
        else { return [] }
        var names = [stream.name]
        if let owner = try ownerID(of: id) { names += ["wizard-\(owner)", "profile-\(owner)"] }
        if first.actor.kind == .session { names.append("session-\(first.actor.id)") }
        var ids: [Int64] = []
        let beside = names.flatMap { ["refusals-\($0)", "effects-\($0)"] }
        for name in names + beside {
            guard let stream = StreamID(name), let id = try internedID(of: stream) else { continue }
            ids.append(id)
        }
        return ids
    }

    /// Whom a tenant's first event names as its owner.
    private func ownerID(of tenant: Int64) throws(LogFailure) -> String? {
        try storing { () throws(SQLiteError) in
            let select = try connection.prepare(
                "SELECT data ->> '$.ownerId' FROM event WHERE stream = ? AND version = 1")
            select.bind(1, tenant)
            return try select.step() ? select.optionalText(0) : nil
        }
    }
}
