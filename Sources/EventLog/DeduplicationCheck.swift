import SQLite

/// Compares what deduplication keys say with the log: each names the events of one append
/// (contracts L4, L11).
///
/// The keys are digests of what callers chose, so that nobody can tell which key an event came
/// with: one that was exchanged for another is not found. One that names events that are not
/// there, not together, or another key's, is.
struct DeduplicationCheck {
    /// Of a `KeyedDigest`.
    private static let keyBytes: Int64 = 16

    let reader: LogReader
    /// The log's last position.
    let size: Int64

    /// - Throws: `ChainDefect` for the first position that is named wrongly.
    func run() throws {
        let select = try reader.connection.prepare(
            """
            SELECT d.first_position, d.last_position, length(d.key), a.recorded_at = b.recorded_at
            FROM deduplication d LEFT JOIN event a ON a.position = d.first_position
                LEFT JOIN event b ON b.position = d.last_position
            ORDER BY d.first_position
            """)
        var end: Int64 = 0
        while try select.step() {
            let (first, last) = (select.int64(0), select.int64(1))
            guard first >= 1, first <= last, last <= size else {
                throw defect(max(first, 1), "names events that are not there")
            }
            guard first > end else { throw defect(first, "names events of another one, too") }
            guard select.int64(2) == Self.keyBytes, select.int64(3) == 1 else {
                throw defect(first, "names events that were not appended together")
            }
            end = last
        }
    }

    private func defect(_ position: Int64, _ why: String) -> ChainDefect {
        ChainDefect(
            kind: .strayKey, position: GlobalPosition(rawValue: min(position, size + 1)),
            explanation: "a deduplication key \(why)")
    }
}
