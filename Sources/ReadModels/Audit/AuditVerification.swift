import EventLog
import SQLite

/// An audit index that does not say of the log what a fresh one would (contract L11).
public struct AuditDefect: Error, Sendable, Hashable {
    /// The first event that the index is wrong about; nil when it is the index as a whole.
    public let position: GlobalPosition?
    /// What is wrong, as the end of a sentence about the index.
    public let explanation: String

    package init(position: GlobalPosition?, explanation: String) {
        (self.position, self.explanation) = (position, explanation)
    }
}

/// Compares the index's whole blocks with what the events say, beside a walk over the log that
/// somebody makes anyway. One block is in memory at a time.
///
/// An event that an erasure took something from may still be listed under what it had: the index
/// then says to look, and the event says no.
package final class AuditVerification {
    /// Within one transaction since it was opened; nil when there is nothing to check.
    private let file: AuditConnection?
    private let log: LogReader
    private var terms = AuditTermReader()
    /// What a fresh index would have of the block that the walk is in.
    private var block = AuditBlock(number: 0)
    /// The places of that block whose events lost something.
    private var erased = PlaceSet()
    /// Whole blocks that the file says it has.
    private let blockCount: Int64
    /// The first that was found.
    private var defect: AuditDefect?

    /// Opens the index as it is now, so that what `log` reads later has all its events.
    package init(_ directory: DataDirectory, _ log: LogReader) {
        self.log = log
        do throws(SQLiteError) {
            (file, blockCount, defect) = try Self.open(directory)
        } catch {
            (file, blockCount, defect) = (nil, 0, Self.unreadable(error))
        }
    }

    /// The last position that readers look up in the index; nil when its file cannot be read or is
    /// of another log.
    package static func indexedThrough(_ directory: DataDirectory, _ log: LogReader) throws
        -> GlobalPosition?
    {
        guard AuditIndexFile.exists(directory) else { return .start }
        do {
            let file = try AuditIndexFile.openForReading(directory)
            let believed = try AuditIndexFile.blockCount(file, log)
            let blocks = try file.integer("SELECT count(*) FROM block")
            guard believed == blocks else { return nil }
            return GlobalPosition(rawValue: believed * AuditBlock.size)
        } catch is SQLiteError { return nil }
    }

    /// Nothing for a file that is not there, or that nobody believes because of its format.
    private static func open(_ directory: DataDirectory) throws(SQLiteError) -> (
        AuditConnection?, Int64, AuditDefect?
    ) {
        guard AuditIndexFile.exists(directory) else { return (nil, 0, nil) }
        let file = AuditConnection(try AuditIndexFile.openForReading(directory))
        try file.connection.execute("BEGIN")
        let format = try file.connection.integer("PRAGMA user_version")
        guard format == AuditIndexFile.formatVersion else { return (nil, 0, nil) }
        let last = try file.connection.integer("SELECT max(number) FROM block") ?? -1
        guard (-1...AuditBlock.numberMax).contains(last) else {
            return (file, 0, whole("it has a block \(last), which no log reaches"))
        }
        return (file, last + 1, nil)
    }

    /// The last position that the index has.
    package var through: Int64 { blockCount * AuditBlock.size }

    /// Takes the next event of a walk from the log's beginning, over all columns.
    package func take(_ row: EventCursor) throws {
        let position = row.position
        guard position <= through, defect == nil else { return }
        guard position == block.through + 1 else {
            defect = AuditDefect(
                position: GlobalPosition(rawValue: block.through + 1),
                explanation: "it has an event that the log lacks")
            return
        }
        terms.read(row)
        block.add(terms.terms, position: position)
        if row.isErased {
            erased.insert(UInt16(position - block.number * AuditBlock.size - 1))
        }
        guard block.isFull else { return }
        try noting { try check($0) }
        block = AuditBlock(number: block.number + 1)
        erased.removeAll()
    }

    /// Answers the last position that the index has, when the walk is over.
    ///
    /// - Throws: `AuditDefect` for the first event that the index is wrong about.
    package func finish() throws -> GlobalPosition {
        try noting { file in
            guard block.through == through else {
                throw AuditDefect(
                    position: GlobalPosition(rawValue: block.through + 1),
                    explanation: "it has events up to \(through), which the log does not")
            }
            let stray = try file.integer(
                "SELECT count(*) FROM posting WHERE key < 0 OR key >= \(blockCount) << 32")
            guard stray == 0 else { throw Self.whole("it has entries of no block") }
        }
        if let defect { throw defect }
        return GlobalPosition(rawValue: through)
    }

    /// Keeps the first defect until the walk is over: what is wrong with the log itself says more.
    private func noting(_ body: (borrowing SQLiteConnection) throws -> Void) throws {
        guard let file, defect == nil else { return }
        do { try body(file.connection) } catch let error as SQLiteError {
            defect = Self.unreadable(error)
        } catch let error as AuditDefect { defect = error }
    }

    private static func unreadable(_ error: SQLiteError) -> AuditDefect {
        whole("its file cannot be read: \(error)")
    }

    private static func whole(_ why: String) -> AuditDefect {
        AuditDefect(position: nil, explanation: why)
    }

    // MARK: One block

    /// Compares the block that just became full with the file's.
    private func check(_ file: borrowing SQLiteConnection) throws {
        let number = block.number
        let hash = try file.prepare("SELECT hash FROM block WHERE number = ?")
        hash.bind(1, number)
        let end = GlobalPosition(rawValue: block.through)
        guard try hash.step(), try log.hash(at: end)?.bytes == hash.bytes(0) else {
            throw AuditDefect(
                position: end, explanation: "its block up to here is missing, or of another log")
        }
        let select = try file.prepare(
            """
            SELECT key, places FROM posting WHERE key BETWEEN ?1 << 32 AND (?1 << 32) + 4294967295
            """)
        select.bind(1, number)
        var (isListed, wrong) = (0, WrongPlaces())
        while try select.step() {
            let term = AuditTerm(rawValue: UInt32(truncatingIfNeeded: select.int64(0)))
            let expected = block.postings[term]
            if expected != nil { isListed += 1 }
            unsafe select.withBytes(1) { stored in
                unsafe wrong.note(stored, expected ?? [], erased)
            }
        }
        if isListed < block.postings.count { try noteMissing(file, &wrong) }
        if let defect = wrong.defect(behind: number * AuditBlock.size) { throw defect }
    }

    /// Notes the events of terms that the file does not have at all.
    private func noteMissing(_ file: borrowing SQLiteConnection, _ wrong: inout WrongPlaces)
        throws
    {
        let select = try file.prepare("SELECT 1 FROM posting WHERE key = ?")
        for (term, places) in block.postings {
            select.bind(1, AuditIndexFile.key(block.number, term))
            defer { select.reset() }
            if try !select.step() { wrong.noteMissing(places) }
        }
    }
}

/// The first places that a block's lists lack, and that they have too much.
private struct WrongPlaces {
    /// The lowest place that a list lacks.
    private var missing: UInt16?
    /// The lowest place that a list has without a reason.
    private var surplus: UInt16?

    /// Compares a stored list with the events that have its term.
    mutating func note(_ stored: UnsafeRawBufferPointer, _ expected: [UInt16], _ erased: PlaceSet) {
        let encoded = PlaceSet.encode(expected)
        if encoded.count == stored.count, unsafe stored.elementsEqual(encoded) { return }
        var set = PlaceSet()
        unsafe set.insert(encoded: stored)
        noteMissing(expected.filter { !set.contains($0) })
        let known = Set(expected)
        set.walk(.oldestFirst) { place in
            if known.contains(place) || erased.contains(place) { return true }
            surplus = min(surplus ?? .max, place)
            return false
        }
    }

    mutating func noteMissing(_ places: [UInt16]) {
        if let first = places.first { missing = min(missing ?? .max, first) }
    }

    /// What a missing place hides is worse than what a place too much costs.
    func defect(behind position: Int64) -> AuditDefect? {
        guard let place = missing ?? surplus else { return nil }
        return AuditDefect(
            position: GlobalPosition(rawValue: position + Int64(place) + 1),
            explanation: missing == nil
                ? "it lists this event under what it does not have"
                : "it does not list this event under all that it has")
    }
}
