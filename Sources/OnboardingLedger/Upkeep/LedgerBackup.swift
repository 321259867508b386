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

    fileprivate static let manifestName = "backup.json"
    /// The copy, and what SQLite keeps beside it, until it is whole.
    private static let partNames = ["ledger.part", "ledger.part-journal"]
    /// The manifest until the backup is whole: stands beside everything that is none yet.
    private static let manifestPartName = "backup.part"

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
            removeLeftovers(in: target)
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
        PrivateFile.prepare("\(target.path)/\(manifestPartName)")
        PrivateFile.prepare(part)
        do {
            try reader.copy(to: part)
            try FileHandle.synchronize(part)
            try name(part, target.ledgerFile)
            let backup = try describe(target, now: now)
            try target.writeAnchor(of: try LogReader(directory: target).head())
            try backup.writeManifest()
            try target.syncNames()
            return backup
        } catch {
            removeLeftovers(in: target)
            throw error
        }
    }

    /// Takes away what belongs to no whole backup, the manifest's part last.
    private static func removeLeftovers(in target: DataDirectory) {
        let names = partNames + target.logFileNames + [manifestPartName]
        for name in names { unsafe unlink("\(target.path)/\(name)") }
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
    /// hindrance: the lock, a copy under a name that nothing else has, and beside the part of a
    /// manifest a copy that got its name. Where read models are, too, somebody used the copy.
    private static func requireRoom(forBackup target: DataDirectory) throws {
        try target.create(called: "The backup's directory")
        let names = Set(try FileManager.default.contentsOfDirectory(atPath: target.path))
        var leftovers = Set(partNames + [DataDirectory.FileName.lock])
        if names.contains(manifestPartName) {
            leftovers.formUnion(target.logFileNames + [manifestPartName])
        }
        guard names.subtracting(leftovers).isEmpty else {
            throw BackupRefusal.notEmpty(target.path)
        }
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

    /// Under its name it is whole.
    private func writeManifest() throws {
        let part = "\(path)/\(Self.manifestPartName)"
        let bytes = JSONWriter.encode { write(to: &$0) } + [UInt8(ascii: "\n")]
        do { try Data(bytes).write(to: URL(filePath: part)) } catch {
            let isFull = (error as? CocoaError)?.code == .fileWriteOutOfSpace
            throw LogFailure(
                isFull ? .diskFull : .inputOutput,
                "\(part) cannot be written: \(isFull ? "the disk is full" : "\(error)").")
        }
        try FileHandle.synchronize(part)
        try Self.name(part, "\(path)/\(Self.manifestName)")
    }

    /// Gives what is whole its name.
    private static func name(_ part: String, _ name: String) throws {
        guard unsafe rename(part, name) == 0 else {
            throw LogFailure(.notWritable, "\(part) cannot be called \(name): \(Errno.text).")
        }
    }

    /// What a backup says of itself.
    ///
    /// - Throws: `BackupRefusal.notABackup` for a directory without a whole one.
    public init(at path: String) throws {
        let file = "\(path)/\(Self.manifestName)"
        let manifest = FileManager.default.contents(atPath: file)
        let isHidden = unsafe access(file, F_OK) != 0 && errno == EACCES
        if manifest == nil, isHidden || FileManager.default.fileExists(atPath: file) {
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
}

extension LedgerBackup {
    /// A copy that was cut short and is written to from now on is a ledger, and no leftover.
    static func keepCopy(in directory: DataDirectory) {
        unsafe unlink("\(directory.path)/\(manifestPartName)")
    }
}

extension DataDirectory {
    /// True for what a backup made, as it lies: it gets read models only when it is restored.
    package var isBackup: Bool {
        FileManager.default.fileExists(atPath: "\(path)/\(LedgerBackup.manifestName)")
            && !FileManager.default.fileExists(atPath: viewsFile)
    }
}
