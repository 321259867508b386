import Glibc

/// The clocks of an event loop.
enum LoopClock {
    /// Nanoseconds that never go back.
    static func nanoseconds() -> UInt64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    static func secondsSince1970() -> Int { Glibc.time(nil) }
}
