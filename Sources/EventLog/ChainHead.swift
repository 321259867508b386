import Digest
import SQLite
import Time

/// The log's end: the last event's position, hash and recording time.
struct ChainHead: Equatable {
    var position: Int64 = 0
    var hash: SHA256Digest = .zero
    var recordedAt: Int64 = 0

    /// The end as the table has it: position 0 and zeros for an empty log.
    static func load(_ connection: borrowing SQLiteConnection) throws(SQLiteError) -> ChainHead {
        let last = try connection.prepare(
            "SELECT position, hash, recorded_at FROM event ORDER BY position DESC LIMIT 1")
        // What stands before the first position is found by verification.
        guard try last.step(), last.int64(0) >= 1 else { return ChainHead() }
        return ChainHead(
            position: last.int64(0), hash: SHA256Digest(bytes: last.bytes(1)) ?? .zero,
            recordedAt: last.int64(2))
    }

    /// Refuses a log behind whose end nothing could be appended: a number of its last event's or of
    /// a name's is none that a log comes to by counting.
    func requireSound(_ connection: borrowing SQLiteConnection) throws {
        let before = try connection.prepare("SELECT 1 FROM event WHERE position = ?")
        before.bind(1, position - 1)
        guard try position <= 1 || before.step() else {
            throw Self.unsound("Before position \(position), the log's last, there is no event.")
        }
        guard
            (Timestamp.earliest...Timestamp.latest).contains(
                Timestamp(milliseconds: recordedAt))
        else {
            throw Self.unsound("Position \(position) was recorded in no year that there is.")
        }
        for table in ["stream", "actor", "event_type"] {
            let largest = try connection.integer("SELECT max(id) FROM \(table)") ?? 0
            guard largest <= position else {
                throw Self.unsound(
                    "The log's \(position) events do not come to \(table) number \(largest).")
            }
        }
    }

    private static func unsound(_ explanation: String) -> LogFailure {
        LogFailure(.damaged, explanation, hint: "Find what was changed with: onboard verify")
    }

    /// Refuses a log that ends before its anchor, or has another event at the anchor's position.
    func check(against anchor: Anchor?, _ connection: borrowing SQLiteConnection) throws {
        guard let anchor, anchor.position > 0 else { return }
        guard position >= anchor.position else {
            throw LogFailure(
                .anchorMismatch,
                """
                The log ends at position \(position), but its anchor says that position \
                \(anchor.position) was on disk: \(anchor.position - position) acknowledged \
                events are missing, as when ledger.sqlite-wal is damaged or was removed.
                """,
                hint: """
                    Put ledger.sqlite-wal back, or restore a backup. To accept the loss, remove \
                    ledger.anchor and start again.
                    """)
        }
        let select = try connection.prepare("SELECT hash FROM event WHERE position = ?")
        select.bind(1, anchor.position)
        guard try select.step(), SHA256Digest(bytes: select.bytes(0)) == anchor.hash else {
            throw LogFailure(
                .anchorMismatch,
                "The event at position \(anchor.position) is not the one that its anchor names.",
                hint: "The files are of different ledgers or were changed: run onboard verify.")
        }
    }
}
