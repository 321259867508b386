import EventLog
import Foundation
import Glibc

/// A restore makes its ledger in a folder of its own and moves it in at the end: a kill leaves the
/// folder and no ledger, and the restore can be run again (contract L16).
extension DataDirectory {
    /// What may lie in a directory that holds no ledger yet: a lock that somebody held, and what a
    /// restore left that was cut short. Nothing where a ledger is.
    var cutRestoreNames: Set<String> {
        get throws(LogFailure) {
            if try hasLedgerFile { return [] }
            guard FileManager.default.fileExists(atPath: restoring.path) else {
                return [FileName.lock]
            }
            let names = ledgerFiles.map { URL(fileURLWithPath: $0).lastPathComponent }
            return Set(names + [FileName.restoring, FileName.rebuildReport])
        }
    }

    /// Removes what a restore left that was cut short, but for the lock.
    func removeCutRestore() throws {
        for name in try cutRestoreNames where name != FileName.lock {
            let file = "\(path)/\(name)"
            if FileManager.default.fileExists(atPath: file) {
                try FileManager.default.removeItem(atPath: file)
            }
        }
    }

    /// Moves a restored ledger in, the log last: without it, the rest is none.
    func takeRestored() throws {
        let names = Set(try FileManager.default.contentsOfDirectory(atPath: restoring.path))
        let log = FileName.ledger
        for name in names.subtracting([log, FileName.lock]).sorted() + [log] {
            FailPoint.pass("restore")
            if unsafe rename("\(restoring.path)/\(name)", "\(path)/\(name)") == 0 { continue }
            throw LogFailure(.notWritable, "The restored \(name) cannot be moved: \(Errno.text).")
        }
        try syncNames()
        FailPoint.pass("restore")
        try? FileManager.default.removeItem(atPath: restoring.path)
    }

    /// Returns once the directory's names are on disk.
    func syncNames() throws {
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        let isSynced = descriptor >= 0 && fsync(descriptor) == 0
        let reason = Errno.text
        if descriptor >= 0 { close(descriptor) }
        guard isSynced else {
            throw LogFailure(.inputOutput, "\(path) cannot be written to disk: \(reason).")
        }
    }
}
