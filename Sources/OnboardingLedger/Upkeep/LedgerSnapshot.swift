import Digest
import EventLog
import Foundation
import Glibc

/// The log as it was at one moment, as one SQLite file that `onboard restore` takes (contract L16).
///
/// The file has no name any more: it goes with this value, and with the process however that ends.
package final class LedgerSnapshot: Sendable {
    /// How many events it has.
    package let size: GlobalPosition
    /// The Merkle root over all of its events.
    package let root: SHA256Digest
    /// How long the file is.
    package let byteCount: Int64
    private let descriptor: Int32
    private let turn: Turn

    private init(
        _ head: LogHead, _ root: SHA256Digest, _ byteCount: Int64, _ descriptor: Int32,
        _ turn: Turn
    ) {
        (size, self.root, self.byteCount) = (head.position, root, byteCount)
        (self.descriptor, self.turn) = (descriptor, turn)
    }

    deinit {
        close(descriptor)
        turn.giveBack()
    }

    /// The bytes from `start` on, at most `count`; empty at the end. Blocks.
    fileprivate func read(from start: Int64, count: Int) throws(LogFailure) -> [UInt8] {
        var length = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            length = unsafe pread(descriptor, buffer.baseAddress, count, off_t(start))
            initialized = max(length, 0)
        }
        guard length >= 0 else {
            throw LogFailure(.inputOutput, "The copy of the log cannot be read.")
        }
        return bytes
    }

    // MARK: Making

    private static let folderPrefix = "snapshot-"

    /// Copies the log in a folder of its own, which is gone when this returns. Blocks.
    ///
    /// - Parameter turn: taken; goes back with the value.
    fileprivate static func make(of directory: DataDirectory, _ turn: Turn) throws
        -> LedgerSnapshot
    {
        let folder = DataDirectory(
            path: "\(directory.path)/\(folderPrefix)\(UUID().uuidString)")
        try folder.create()
        defer { try? FileManager.default.removeItem(atPath: folder.path) }
        PrivateFile.prepare(folder.ledgerFile)
        try LogReader(directory: directory).copy(to: folder.ledgerFile)
        let (head, root) = try ends(of: folder)
        // Nothing of SQLite's has the file open now.
        let descriptor = unsafe open(folder.ledgerFile, O_RDONLY | O_CLOEXEC)
        var facts = stat()
        guard descriptor >= 0, unsafe fstat(descriptor, &facts) == 0 else {
            if descriptor >= 0 { close(descriptor) }
            throw LogFailure(.inputOutput, "The copy of the log cannot be opened.")
        }
        return LedgerSnapshot(head, root, Int64(facts.st_size), descriptor, turn)
    }

    /// What the copy itself says, so that size, root and bytes belong together.
    private static func ends(of folder: DataDirectory) throws -> (LogHead, SHA256Digest) {
        let copy = try LogReader(directory: folder)
        let head = try copy.head()
        return (head, try copy.merkleRoot(size: head.position))
    }

    /// Removes what a process left behind that ended while it copied.
    static func removeLeftovers(in directory: DataDirectory) {
        let names = try? FileManager.default.contentsOfDirectory(atPath: directory.path)
        for name in names ?? [] where name.hasPrefix(folderPrefix) {
            // What somebody else keeps here under such a name stays.
            guard UUID(uuidString: String(name.dropFirst(folderPrefix.count))) != nil else {
                continue
            }
            try? FileManager.default.removeItem(atPath: "\(directory.path)/\(name)")
        }
        // Of a restore that came to its end: otherwise there would be no ledger here.
        try? FileManager.default.removeItem(atPath: directory.restoring.path)
    }
}

/// Copies the log for whoever takes it away, one at a time, on a thread of its own.
final class Snapshots: Sendable {
    private let turn = Turn()
    private let pool = ThreadPool<Void>(name: "snapshot", threadCount: 1, queuedMax: 8) {}

    /// - Throws: `WorkIsRunning` while another copy is made or still held.
    func make(of directory: DataDirectory) async throws -> LedgerSnapshot {
        guard turn.takeIfFree() else { throw WorkIsRunning() }
        do {
            return try await pool.run { [turn] _ in
                try LedgerSnapshot.make(of: directory, turn)
            }
        } catch {
            turn.giveBack()
            throw error
        }
    }

    /// On the copying thread, since reading blocks.
    func read(_ snapshot: LedgerSnapshot, from start: Int64, count: Int) async throws -> [UInt8] {
        try await pool.run { _ in try snapshot.read(from: start, count: count) }
    }

    /// Blocks while a copy is made.
    func close() { pool.close() }
}
