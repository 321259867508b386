import Digest
import EventLog

extension LedgerBackup {
    /// Puts the copy into a new directory, checks every hash of it, and makes the read models.
    /// Blocks.
    ///
    /// - Parameter progress: told how many of how many events are checked, then folded.
    /// - Throws: `BackupRefusal`, or what a verification throws: the directory is then as empty as
    ///   it was.
    @discardableResult
    public func restore(
        into directory: DataDirectory,
        progress: @escaping @Sendable (VerificationStep) -> Void
    ) throws -> VerifiedLog {
        let file = DataDirectory(path: path).ledgerFile
        let bytes = BackupRestore.byteCount(file)
        guard bytes >= byteCount else {
            throw BackupRefusal.damaged(file, reason: "It has \(bytes) of \(byteCount) bytes.")
        }
        let restore = BackupRestore(file: file, directory: directory, progress: progress) { head in
            guard head.position == size, head.hash == hash else {
                throw BackupRefusal.differs(path)
            }
            return root
        }
        return try restore.run()
    }

    /// The same with a copy that is one file, as `GET /v1/admin/backup` gives it; answers the head
    /// that it has.
    ///
    /// - Parameter root: the Merkle root that it must have, when that is known.
    public static func restore(
        file path: String, root: SHA256Digest?, into directory: DataDirectory,
        progress: @escaping @Sendable (VerificationStep) -> Void
    ) throws -> VerifiedLog {
        try BackupRestore(file: path, directory: directory, progress: progress) { _ in root }.run()
    }
}
