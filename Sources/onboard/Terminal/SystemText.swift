import Glibc

/// What the system says of a call that failed, in its own words: `No such file or directory`.
enum SystemText {
    /// Of the call that failed last on this thread.
    static var last: String { of(errno) }

    static func of(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }
}
