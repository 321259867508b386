import Digest
import EventLog
import Foundation
import Glibc
import JSON
import Time

/// A copy of the ledger in a directory of its own: the log, its anchor, and `backup.json`, which is
/// written last and says what the copy must be (contract L16).
///
/// The read models are not copied: a restore makes them anew from the log.
public struct LedgerBackup: Sendable, Hashable {
    public let path: String
    /// When it was made, by the clock of who made it.
    public let createdAt: Timestamp
    /// How many events it holds, the last one's hash, and the Merkle root over all.
    public let size: GlobalPosition
    public let hash: SHA256Digest
    public let root: SHA256Digest
    /// The size of the log's file.
    public let byteCount: Int64

    private static let manifestName = "backup.json"
    /// The copy, and what SQLite keeps beside it, until it is whole.
    private static let partNames = ["ledger.part", "ledger.part-journal"]

    /// Copies a ledger as it is now; also while another process serves it. Blocks.
    ///
    /// - Throws: `BackupRefusal.notEmpty` for a directory that holds anything but what a backup
    ///   left there that was cut short; `inUse` while another one is made there.
    public static func make(of directory: DataDirectory, in path: String, now: Timestamp) throws
        -> LedgerBackup
    {
        let target = DataDirectory(path: path)
        try requireRoom(forBackup: target)
        let reader = try LogReader(directory: directory)
        let lock = try DirectoryLock.acquire(target, purpose: "onboard backup")
        let made = Result<LedgerBackup, any Error> {
            // Another one may have come to its end since.
            try requireRoom(forBackup: target)
            for name in partNames { unsafe unlink("\(path)/\(name)") }
            return try make(of: reader, in: target, now: now)
        }
        unsafe unlink(target.lockFile)
        _ = consume lock
        return try made.get()
    }

    /// Under the directory's lock.
    private static func make(of reader: LogReader, in target: DataDirectory, now: Timestamp) throws
        -> LedgerBackup
    {
        let part = "\(target.path)/\(partNames[0])"
        PrivateFile.prepare(part)
        do {
            try reader.copy(to: part)
            try synced(part)
            try FileManager.default.moveItem(atPath: part, toPath: target.ledgerFile)
            let backup = try describe(target, now: now)
            try target.writeAnchor(of: try LogReader(directory: target).head())
            try backup.writeManifest()
            return backup
        } catch {
            for file in partNames.map({ "\(target.path)/\($0)" }) + target.ledgerFiles {
                try? FileManager.default.removeItem(atPath: file)
            }
            throw error
        }
    }

    /// Reads the copy, not the original: what is written down is what is there.
    private static func describe(_ target: DataDirectory, now: Timestamp) throws -> LedgerBackup {
        let copy = try LogReader(directory: target)
        let head = try copy.head()
        let facts = try FileManager.default.attributesOfItem(atPath: target.ledgerFile)
        return LedgerBackup(
            path: target.path, createdAt: now, size: head.position, hash: head.hash,
            root: try copy.merkleRoot(size: head.position),
            byteCount: (facts[.size] as? NSNumber)?.int64Value ?? 0)
    }

    /// Makes the directory when there is none. What a backup leaves that was cut short is no
    /// hindrance: the lock, and a copy under a name that nothing else has.
    private static func requireRoom(forBackup target: DataDirectory) throws {
        try target.create()
        let names = Set(try FileManager.default.contentsOfDirectory(atPath: target.path))
        guard names.subtracting(partNames + [DataDirectory.FileName.lock]).isEmpty else {
            throw BackupRefusal.notEmpty(target.path)
        }
    }

    /// Returns once the file's bytes are on disk.
    private static func synced(_ path: String) throws {
        let file = try FileHandle(forUpdating: URL(filePath: path))
        try file.synchronize()
        try file.close()
    }

    // MARK: The manifest

    /// The manifest: `createdAt`, `size`, `hash`, `root` and `bytes`.
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("createdAt", createdAt.rfc3339)
            writer.member("size", size.rawValue)
            writer.member("hash", hash.hex)
            writer.member("root", root.hex)
            writer.member("bytes", byteCount)
        }
    }

    private func writeManifest() throws {
        let manifest = "\(path)/\(Self.manifestName)"
        PrivateFile.prepare(manifest)
        let bytes = JSONWriter.encode { write(to: &$0) } + [UInt8(ascii: "\n")]
        try Data(bytes).write(to: URL(filePath: manifest))
        try Self.synced(manifest)
    }

    /// What a backup says of itself.
    ///
    /// - Throws: `BackupRefusal.notABackup` for a directory without a whole one.
    public init(at path: String) throws {
        let file = "\(path)/\(Self.manifestName)"
        let manifest = FileManager.default.contents(atPath: file)
        if manifest == nil, FileManager.default.fileExists(atPath: file) {
            throw BackupRefusal.damaged(path, reason: "Its \(Self.manifestName) cannot be read.")
        }
        guard let manifest, let json = try? JSONValue(parsing: Array(manifest)),
            let createdAt = json["createdAt"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) }),
            let size = json["size"]?.int64Value, let bytes = json["bytes"]?.int64Value,
            let hash = json["hash"]?.stringValue.flatMap({ SHA256Digest(hex: $0) }),
            let root = json["root"]?.stringValue.flatMap({ SHA256Digest(hex: $0) }),
            try DataDirectory(path: path).hasLedgerFile
        else { throw BackupRefusal.notABackup(path) }
        self.init(
            path: path, createdAt: createdAt, size: GlobalPosition(rawValue: size), hash: hash,
            root: root, byteCount: bytes)
    }

    private init(
        path: String, createdAt: Timestamp, size: GlobalPosition, hash: SHA256Digest,
        root: SHA256Digest, byteCount: Int64
    ) {
        (self.path, self.createdAt, self.size) = (path, createdAt, size)
        (self.hash, self.root, self.byteCount) = (hash, root, byteCount)
    }

    // MARK: Restoring

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
        let bytes = Self.byteCount(file)
        guard bytes >= byteCount else {
            throw BackupRefusal.damaged(file, reason: "It has \(bytes) of \(byteCount) bytes.")
        }
        return try Self.put(file, into: directory, progress) { head in
            guard head.position == size, head.hash == hash else {
                throw BackupRefusal.differs(path)
            }
            return root
        }
    }

    /// The same with a copy that is one file, as `GET /v1/admin/backup` gives it; answers the head
    /// that it has.
    ///
    /// - Parameter root: the Merkle root that it must have, when that is known.
    public static func restore(
        file path: String, root: SHA256Digest?, into directory: DataDirectory,
        progress: @escaping @Sendable (VerificationStep) -> Void
    ) throws -> VerifiedLog {
        try put(path, into: directory, progress) { _ in root }
    }

    /// Copies a file into a new directory, checks it and makes the read models.
    ///
    /// - Parameter expecting: refuses a head that is not the right one; answers the Merkle root
    ///   that is demanded.
    private static func put(
        _ file: String, into directory: DataDirectory,
        _ progress: @escaping @Sendable (VerificationStep) -> Void,
        _ expecting: (LogHead) throws -> SHA256Digest?
    ) throws -> VerifiedLog {
        // What a link leads to is copied, not the link.
        let source = URL(filePath: file).resolvingSymlinksInPath().path
        guard FileManager.default.isReadableFile(atPath: source) else {
            throw BackupRefusal.damaged(file, reason: "It cannot be read.")
        }
        guard byteCount(source) > 0 else {
            throw BackupRefusal.damaged(file, reason: "It is empty.")
        }
        try requireRoom(in: directory)
        let lock = try DirectoryLock.acquire(directory, purpose: "onboard restore")
        let restored = Result<VerifiedLog, any Error> {
            // Another one may have come to its end since.
            try requireRoom(in: directory)
            return try put(source, of: file, into: directory, progress, expecting)
        }
        _ = consume lock
        return try restored.get()
    }

    /// Under the directory's lock.
    private static func put(
        _ source: String, of file: String, into directory: DataDirectory,
        _ progress: @escaping @Sendable (VerificationStep) -> Void,
        _ expecting: (LogHead) throws -> SHA256Digest?
    ) throws -> VerifiedLog {
        do {
            try directory.removeCutRestore()
            let checked = try make(source, of: file, in: directory.restoring, progress, expecting)
            try directory.takeRestored()
            return checked
        } catch {
            try? directory.removeCutRestore()
            try? FileManager.default.removeItem(atPath: directory.lockFile)
            throw refusal(error, of: file)
        }
    }

    /// Makes the directory, or takes one that is empty but for what a restore left that was cut
    /// short.
    private static func requireRoom(in directory: DataDirectory) throws {
        try directory.create()
        let names = Set(try FileManager.default.contentsOfDirectory(atPath: directory.path))
        guard names.subtracting(try directory.cutRestoreNames).isEmpty else {
            throw BackupRefusal.notEmpty(directory.path)
        }
    }

    /// Copies, checks and folds where nobody looks for a ledger yet.
    private static func make(
        _ source: String, of file: String, in part: DataDirectory,
        _ progress: @escaping @Sendable (VerificationStep) -> Void,
        _ expecting: (LogHead) throws -> SHA256Digest?
    ) throws -> VerifiedLog {
        try part.create()
        try FileManager.default.copyItem(atPath: source, toPath: part.ledgerFile)
        PrivateFile.prepare(part.ledgerFile)
        try synced(part.ledgerFile)
        FailPoint.pass("restore")
        let checked = try check(part, of: file, progress, expecting)
        FailPoint.pass("restore")
        let ledger = try Ledger(LedgerOptions(directory: part)) {
            progress(VerificationStep(phase: .folds, done: $0, total: $1))
        }
        ledger.close()
        // Unique keys and effects are not made anew: they came along with the copy.
        try EffectVerification(reader: try LogReader(directory: part)).run()
        _ = try LedgerVerification.run(
            part, VerificationRequest(isViewsOnly: true), progress: progress)
        FailPoint.pass("restore")
        return checked
    }

    private static func check(
        _ part: DataDirectory, of file: String,
        _ progress: @escaping @Sendable (VerificationStep) -> Void,
        _ expecting: (LogHead) throws -> SHA256Digest?
    ) throws -> VerifiedLog {
        let reader = try LogReader(directory: part)
        let head = try reader.head()
        let root = try expecting(head)
        // The copy has a damaged index as it was, or somebody's trigger; the tables, whose events
        // the hashes cover, tell all.
        if try reader.foreignPart() != nil { try part.mendParts() }
        if try reader.damage() != nil { try part.remakeIndexes() }
        try part.writeAnchor(of: head)
        let checked = try reader.verify(directory: part, erasures: RecordedErasure.reading) {
            progress(VerificationStep(phase: .log, done: $0, total: $1))
        }
        if let root, root != checked.root { throw BackupRefusal.differs(file) }
        try reader.checkParts()
        return checked
    }

    /// What is wrong with the copy is wrong with the backup, which is there to be looked at.
    private static func refusal(_ error: any Error, of file: String) -> any Error {
        switch (error as? CocoaError)?.code {
        case .fileWriteOutOfSpace?: return LogFailure(.diskFull, "The disk is full.")
        case .fileWriteNoPermission?, .fileWriteVolumeReadOnly?:
            return LogFailure(.notWritable, "The copy cannot be written where it should be.")
        default: break
        }
        guard let failure = error as? LogFailure else { return error }
        switch failure.code {
        case .absent: return BackupRefusal.damaged(file, reason: "It holds no ledger.")
        case .damaged: return BackupRefusal.damaged(file, reason: failure.explanation)
        default: return failure
        }
    }

    /// Of the file that links lead to; 0 for none.
    private static func byteCount(_ path: String) -> Int64 {
        var facts = stat()
        return unsafe stat(path, &facts) == 0 ? Int64(facts.st_size) : 0
    }
}

/// Why nothing is copied.
public enum BackupRefusal: Error, Sendable, Hashable {
    /// The target directory holds something.
    case notEmpty(String)
    /// There is no backup, or one that was cut short.
    case notABackup(String)
    /// The backup's file is cut, empty or otherwise no whole ledger; the reason is a sentence.
    case damaged(String, reason: String)
    /// The copy is not what its `backup.json` says.
    case differs(String)
}
