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

    /// Finds a name that no event has.
    func checkNames(_ reader: LogReader, behind end: GlobalPosition) throws {
        for table in ["stream", "event_type", "actor"] {
            let rows = try reader.connection.prepare("SELECT id, name FROM \(table) NOT INDEXED")
            while try rows.step() {
                if isUsed(table, rows.int64(0)) { continue }
                throw ChainDefect(
                    kind: .strayName, position: end,
                    explanation: "no event is of \(table) \(rows.text(1))")
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
