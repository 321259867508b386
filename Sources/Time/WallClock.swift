import Glibc
import Synchronization

/// Tells the time of day; a parameter wherever time matters, so that rules can be tried at any
/// hour.
public protocol WallClock: Sendable {
    func now() -> Timestamp

    /// How long something has been up that nobody sets: for what has passed between two moments,
    /// whatever the time of day did. The machine's own where a clock does not say.
    var uptimeMilliseconds: Int64 { get }
}

extension WallClock {
    public var uptimeMilliseconds: Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_BOOTTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}

/// The machine's own clock (`CLOCK_REALTIME`).
public struct SystemClock: WallClock {
    public init() {}

    public func now() -> Timestamp {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(
            milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}

/// The machine's clock moved ahead by hand: dev mode's `POST /dev/clock` (contract section 8).
public final class AdjustableClock: WallClock {
    private let base: any WallClock
    private let aheadMilliseconds = Atomic<Int64>(0)

    public init(base: any WallClock = SystemClock()) { self.base = base }

    public func now() -> Timestamp {
        base.now().adding(milliseconds: aheadMilliseconds.load(ordering: .relaxed))
    }

    public var uptimeMilliseconds: Int64 { base.uptimeMilliseconds }

    /// Moves the clock, by at most a hundred years in either direction, and answers the new time.
    public func advance(seconds: Int64) -> Timestamp {
        let secondsMax: Int64 = 100 * 366 * 86_400
        let added = min(max(seconds, -secondsMax), secondsMax) * 1000
        aheadMilliseconds.wrappingAdd(added, ordering: .relaxed)
        return now()
    }
}
