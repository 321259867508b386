import CSystem
import Glibc

/// A program that is given its standard input, and a time within which it must end.
///
/// Foundation's `Process` learns of an end by a descriptor that the program's own children inherit:
/// one that leaves a child behind would seem to run for ever, and stay unreaped.
enum SpawnedProgram {
    /// How the program came to its end.
    enum End: Sendable, Hashable {
        /// By itself, with its status; 0 is success.
        case exited(status: Int32)
        /// By a signal that this process did not send for the time limit.
        case signalled(Int32)
        /// Its time was over; it was ended with its children.
        case timedOut
        /// There is no such program, or it may not be run.
        case notStarted
        /// Nobody can say how it ended, so that it is no success, whatever it did. Either the
        /// system would not let its end be awaited, and it was ended at once, with its children; or
        /// it ran to its end and the status went elsewhere: to an app around the ledger that
        /// ignores SIGCHLD, or waits for children not its own. There each run ends like this.
        case notWatched
    }

    /// Runs it to its end; blocks. Its output goes nowhere.
    static func run(_ path: String, _ arguments: [String], input: [UInt8], milliseconds: Int32)
        -> End
    {
        guard let descriptor = file(holding: input) else { return .notStarted }
        defer { close(descriptor) }
        guard let process = spawn(path, arguments, input: descriptor) else { return .notStarted }
        let watch = onboard_pidfd_open(process)
        defer { if watch >= 0 { close(watch) } }
        let isWatched = watch >= 0
        let isInTime = isWatched && waits(for: watch, milliseconds)
        // The program leads a process group: what it started ends with it.
        if !isInTime { kill(-process, SIGKILL) }
        let status = status(of: process)
        guard isInTime else { return isWatched ? .timedOut : .notWatched }
        guard let status else { return .notWatched }
        let signal = status & 0x7F  // WTERMSIG of wait(2)
        return signal == 0 ? .exited(status: status >> 8 & 0xFF) : .signalled(signal)
    }

    /// Waits for the process to end and lets the system forget it; nil when its status is gone.
    private static func status(of process: pid_t) -> Int32? {
        var status: Int32 = 0
        while unsafe waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { return nil }
        }
        return status
    }

    /// True when the process ended within the time.
    private static func waits(for watch: Int32, _ milliseconds: Int32) -> Bool {
        var rest = milliseconds
        while true {
            var watched = pollfd(fd: watch, events: Int16(POLLIN), revents: 0)
            let start = ContinuousClock.now
            let count = unsafe poll(&watched, 1, rest)
            if count >= 0 { return count > 0 }
            guard errno == EINTR else { return false }
            rest = max(0, rest - Int32((ContinuousClock.now - start) / .milliseconds(1)))
        }
    }

    /// An unnamed file in memory, read from its beginning: unlike a pipe it never fills up, and a
    /// program that does not read it ends nobody by SIGPIPE.
    private static func file(holding bytes: [UInt8]) -> Int32? {
        let descriptor = onboard_memory_file()
        guard descriptor >= 0 else { return nil }
        let count = unsafe bytes.withUnsafeBytes {
            unsafe write(descriptor, $0.baseAddress, $0.count)
        }
        guard count == bytes.count, lseek(descriptor, 0, SEEK_SET) == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    /// Starts it with nothing of this process but its environment: no descriptors, no blocked or
    /// ignored signals.
    private static func spawn(_ path: String, _ arguments: [String], input: Int32) -> pid_t? {
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        unsafe posix_spawn_file_actions_adddup2(&actions, input, 0)
        for output in [STDOUT_FILENO, STDERR_FILENO] {
            unsafe posix_spawn_file_actions_addopen(&actions, output, "/dev/null", O_WRONLY, 0)
        }
        unsafe posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        var (none, all) = (sigset_t(), sigset_t())
        unsafe sigemptyset(&none)
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
        var words: [UnsafeMutablePointer<CChar>?] = unsafe ([path] + arguments).map {
            unsafe strdup($0)
        }
        defer { for index in (unsafe words.indices) { unsafe free(words[index]) } }
        unsafe words.append(nil)
        var process: pid_t = 0
        let code = unsafe posix_spawn(&process, path, &actions, &attributes, words, environ)
        return code == 0 ? process : nil
    }
}
