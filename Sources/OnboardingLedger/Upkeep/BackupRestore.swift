import Digest
import EventLog
import Foundation
import Glibc

/// Puts a copy of a log into a new directory, checks every hash of it, and makes the read models
/// (contract L16).
struct BackupRestore {
    /// The copy, as who asks for it names it.
    let file: String
    /// Where the ledger is to be: as empty as it was when the restore fails.
    let directory: DataDirectory
    /// Told how many of how many events are checked, then folded.
    let progress: @Sendable (VerificationStep) -> Void
    /// Refuses a head that is not the right one; answers the Merkle root that is demanded.
    let expecting: (LogHead) throws -> SHA256Digest?

    /// Blocks.
    ///
    /// - Throws: `BackupRefusal`, or what a verification throws.
    func run() throws -> VerifiedLog {
        // What a link leads to is copied, not the link.
        let source = URL(filePath: file).resolvingSymlinksInPath().path
        guard FileManager.default.isReadableFile(atPath: source) else {
            throw BackupRefusal.damaged(file, reason: "It cannot be read.")
        }
        guard Self.byteCount(source) > 0 else {
            throw BackupRefusal.damaged(file, reason: "It is empty.")
        }
        try requireRoom()
        let lock = try DirectoryLock.acquire(directory, purpose: "onboard restore")
        let restored = Result<VerifiedLog, any Error> {
            // Another one may have come to its end since.
            try requireRoom()
            return try restore(source)
        }
        _ = consume lock
        return try restored.get()
    }

    /// Makes the directory, or takes one that is empty but for what a restore left that was cut
    /// short.
    private func requireRoom() throws {
        try directory.create()
        let names = Set(try FileManager.default.contentsOfDirectory(atPath: directory.path))
        guard names.subtracting(try directory.cutRestoreNames).isEmpty else {
            throw BackupRefusal.notEmpty(directory.path)
        }
    }

    /// Under the directory's lock.
    private func restore(_ source: String) throws -> VerifiedLog {
        do {
            try directory.removeCutRestore()
            let checked = try copy(source, to: directory.restoring)
            try directory.takeRestored()
            return checked
        } catch {
            try? directory.removeCutRestore()
            try? FileManager.default.removeItem(atPath: directory.lockFile)
            throw refusal(error)
        }
    }

    /// Copies, checks and folds where nobody looks for a ledger yet.
    private func copy(_ source: String, to part: DataDirectory) throws -> VerifiedLog {
        try part.create()
        try FileManager.default.copyItem(atPath: source, toPath: part.ledgerFile)
        PrivateFile.prepare(part.ledgerFile)
        try FileHandle.synchronize(part.ledgerFile)
        FailPoint.pass("restore")
        let checked = try check(part)
        FailPoint.pass("restore")
        let ledger = try Ledger(LedgerOptions(directory: part)) { [progress] in
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

    private func check(_ part: DataDirectory) throws -> VerifiedLog {
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
    private func refusal(_ error: any Error) -> any Error {
        switch (error as? CocoaError)?.code {
        case .fileWriteOutOfSpace?: return LogFailure(.diskFull, "The disk is full.")
        case .fileWriteNoPermission?, .fileWriteVolumeReadOnly?:
            return LogFailure(.notWritable, "The copy cannot be written where it should be.")
        // A file may be larger than the system lets it become.
        case .fileWriteUnknown?:
            return LogFailure(.inputOutput, "The copy could not be written to its end.")
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
    static func byteCount(_ path: String) -> Int64 {
        var facts = stat()
        return unsafe stat(path, &facts) == 0 ? Int64(facts.st_size) : 0
    }
}
