import Glibc
import SQLite

/// A table of interned names, and the index that finds a name's number.
///
/// No hash covers the index, and whoever looks a name up asks the index alone: a stream that it
/// lacks is one that nobody finds, and that the next append begins anew.
struct NameTable {
    let table: String
    /// What the index is over besides the name; nil for the name alone.
    private let column: String?
    /// True where the index is over that column first.
    private let isNumberFirst: Bool

    static let all = [
        NameTable(table: "stream", column: nil, isNumberFirst: false),
        NameTable(table: "event_type", column: "schema_version", isNumberFirst: false),
        NameTable(table: "actor", column: "kind", isNumberFirst: true),
    ]

    private var number: String { column ?? "0" }

    /// The columns of the index, in its order.
    private var key: String {
        guard let column else { return "name" }
        return isNumberFirst ? "\(column), name" : "name, \(column)"
    }

    /// Names with their numbers in whatever order: equal for two walks over the same ones.
    struct Tally: Equatable {
        private var count = 0
        private var sum = 0

        mutating func add(_ id: Int64, _ number: Int64, _ name: UnsafeRawBufferPointer) {
            count += 1
            var hasher = Hasher()
            hasher.combine(id)
            hasher.combine(number)
            unsafe hasher.combine(bytes: name)
            sum &+= hasher.finalize()
        }
    }

    /// Walks the table itself: id, what stands beside the name, and the name.
    func rows(_ connection: borrowing SQLiteConnection) throws(SQLiteError) -> SQLiteStatement {
        try connection.prepare("SELECT id, \(number), name FROM \(table) NOT INDEXED")
    }

    /// Whether the index holds what was counted of the table, each name behind the one before it,
    /// so that a search finds it. Walks it once, which costs a tenth of a search for each name.
    func isIndexed(as tally: Tally, _ connection: borrowing SQLiteConnection)
        throws(SQLiteError) -> Bool
    {
        let entries = try connection.prepare(
            """
            SELECT id, \(number), name FROM \(table) INDEXED BY sqlite_autoindex_\(table)_1
            ORDER BY \(key)
            """)
        var (indexed, last) = (Tally(), (number: Int64.min, name: [UInt8]()))
        while try entries.step() {
            let number = entries.int64(1)
            let isBehind = unsafe entries.withBytes(2) { name in
                let rise = unsafe Self.order(name, behind: last.name)
                last.name.removeAll(keepingCapacity: true)
                unsafe last.name.append(contentsOf: name)
                unsafe indexed.add(entries.int64(0), number, name)
                return isNumberFirst
                    ? number > last.number || number == last.number && rise > 0
                    : rise > 0 || rise == 0 && number > last.number
            }
            guard isBehind else { return false }
            last.number = number
        }
        return indexed == tally
    }

    /// Above 0 for a name that comes behind the other, byte by byte as the index has them.
    private static func order(_ name: UnsafeRawBufferPointer, behind other: [UInt8]) -> Int {
        let order = unsafe other.withUnsafeBytes { other -> Int32 in
            guard let first = name.baseAddress, let second = other.baseAddress else { return 0 }
            return unsafe memcmp(first, second, min(name.count, other.count))
        }
        return order == 0 ? name.count - other.count : Int(order)
    }

    /// Says which name is not found, at the cost of a search for each.
    func lost(_ connection: borrowing SQLiteConnection) throws(SQLiteError) -> String {
        let beside = column.map { " AND other.\($0) = named.\($0)" } ?? ""
        let select = try connection.prepare(
            """
            SELECT name, id, (
                SELECT other.id FROM \(table) AS other WHERE other.name = named.name\(beside)
            ) AS found FROM \(table) AS named NOT INDEXED WHERE found IS NOT id LIMIT 1
            """)
        guard try select.step() else { return "the index of \(table) names is damaged" }
        let name = "\(table) \(select.text(0))"
        guard let found = select.optionalInt64(2) else {
            return "\(name) is not found by its name, because the index of names is damaged"
        }
        return "\(name) is there twice, as number \(found) and as number \(select.int64(1))"
    }
}
