import EventLog
import Glibc
import SQLite

/// Puts a finished views file in the current one's place.
///
/// What SQLite keeps beside a file (`-wal`, `-shm`) must not meet another one under its name, so
/// the current file and those leave their names before the new one takes it. A crash in between
/// finds no current file but a whole new one under the name `views.sqlite.ready`, and goes on from
/// there (`recover`).
enum ViewSwap {
    /// Brings what a crash left to an end; before anything is opened.
    static func recover(_ directory: DataDirectory) {
        let (current, ready) = (directory.viewsFile, directory.viewsFileReady)
        if unsafe access(current, F_OK) != 0, unsafe access(ready, F_OK) == 0 {
            ViewFile.remove(current)
            _ = unsafe rename(ready, current)
        }
        for left in [ready, directory.viewsFileReplaced, directory.viewsFileBeingMade] {
            ViewFile.remove(left)
        }
    }

    /// Swaps, and runs `open` with the new file in place; when that or the swap fails, the current
    /// file has its name again. `removeReplaced` is to follow.
    ///
    /// - Parameter path: the new file, whole and without a write-ahead log.
    static func run(_ path: String, _ directory: DataDirectory, open: () throws -> Void) throws {
        let (current, ready) = (directory.viewsFile, directory.viewsFileReady)
        let replaced = directory.viewsFileReplaced
        FailPoint.pass("before-swap")
        try move(path, to: ready)
        ViewFile.remove(path)
        FailPoint.pass("ready-to-swap")
        do {
            try SwapLock.exclusive(directory) {
                for suffix in SQLiteFiles.suffixes {
                    try moveIfThere(current + suffix, to: replaced + suffix)
                }
                FailPoint.pass("mid-swap")
                try move(ready, to: current)
            }
            FailPoint.pass("after-swap")
            try open()
        } catch {
            takeBack(path, directory)
            throw error
        }
    }

    /// Removes the file that was replaced. That takes as long as it is big, so it is left to a time
    /// when nobody waits; after a crash `recover` does it.
    static func removeReplaced(_ directory: DataDirectory) {
        ViewFile.remove(directory.viewsFileReplaced)
        FailPoint.pass("swapped")
    }

    /// Gives both files the names that they had.
    private static func takeBack(_ path: String, _ directory: DataDirectory) {
        let (current, ready) = (directory.viewsFile, directory.viewsFileReady)
        let replaced = directory.viewsFileReplaced
        if unsafe access(ready, F_OK) != 0 { _ = unsafe rename(current, ready) }
        for suffix in SQLiteFiles.suffixes where unsafe access(replaced + suffix, F_OK) == 0 {
            _ = unsafe rename(replaced + suffix, current + suffix)
        }
        _ = unsafe rename(ready, path)
    }

    private static func moveIfThere(_ path: String, to place: String) throws(LogFailure) {
        if unsafe access(path, F_OK) == 0 { try move(path, to: place) }
    }

    /// Replaces what has the name already.
    private static func move(_ path: String, to place: String) throws(LogFailure) {
        guard unsafe rename(path, place) == 0 else {
            throw LogFailure(.notWritable, "The rebuilt views cannot be put in place.")
        }
    }
}

/// Keeps files from being swapped while somebody opens them, in this process or another: who opens
/// finds one file and what lies beside it, never parts of two.
@safe struct SwapLock: ~Copyable {
    private let descriptor: Int32

    /// Held while files are opened. Without a directory there is nothing to hold: opening says so.
    static func shared(_ directory: DataDirectory) -> SwapLock {
        let lock = SwapLock(directory)
        flock(lock.descriptor, LOCK_SH)
        return lock
    }

    /// Runs `body` while nobody opens.
    ///
    /// - Throws: `overloaded` at once when somebody does: it is tried again soon.
    static func exclusive(_ directory: DataDirectory, _ body: () throws -> Void) throws {
        let lock = SwapLock(directory)
        guard flock(lock.descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw LogFailure(.overloaded, "The read models are being opened.")
        }
        try body()
    }

    private init(_ directory: DataDirectory) {
        descriptor = unsafe open(directory.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }

    deinit {
        // Closing alone would leave it to a child process between its fork and its exec.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
