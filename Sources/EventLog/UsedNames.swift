import SQLite

/// Which interned names the events use, and how far each stream is.
struct UsedNames {
    private var versions: [UInt32] = []
    private var types: Set<Int64> = []
    private var actors = IntegerBits()

    /// The version that the stream's next event must have; 0, which no event has, for no stream at
    /// all. Costs four bytes per stream.
    mutating func nextVersion(_ streamID: Int64) -> Int64 {
        guard streamID > 0 else { return 0 }
        let index = Int(streamID)
        if index >= versions.count {
            versions += repeatElement(0, count: max(index + 1 - versions.count, versions.count))
        }
        versions[index] += 1
        return Int64(versions[index])
    }

    mutating func note(type: Int64) { types.insert(type) }

    mutating func note(actor: Int64) { actors.insert(actor) }

    /// Finds a name that no event has, and one that cannot be looked up.
    func checkNames(_ reader: LogReader, behind end: GlobalPosition) throws {
        for names in NameTable.all {
            var tally = NameTable.Tally()
            let rows = try names.rows(reader.connection)
            while try rows.step() {
                guard isUsed(names.table, rows.int64(0)) else {
                    throw ChainDefect(
                        kind: .strayName, position: end,
                        explanation: "no event is of \(names.table) \(rows.text(2))")
                }
                unsafe rows.withBytes(2) { unsafe tally.add(rows.int64(0), rows.int64(1), $0) }
            }
            guard try names.isIndexed(as: tally, reader.connection) else {
                throw ChainDefect(
                    kind: .lostName, position: end,
                    explanation: try names.lost(reader.connection))
            }
        }
    }

    private func isUsed(_ table: String, _ id: Int64) -> Bool {
        switch table {
        case "stream": id > 0 && id < versions.count && versions[Int(id)] > 0
        case "event_type": types.contains(id)
        default: actors.contains(id)
        }
    }
}
