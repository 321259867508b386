import API
import Glibc
import JSON

/// How many files and sockets the process may have open at one time (getrlimit(2)).
struct DescriptorLimit {
    /// What a server needs beside its connections: 64 that are told that there are too many, 64 of
    /// the control socket, and for files, mail and providers three times what one has that is idle,
    /// which is 38.
    private static let reservedCount = 256

    /// As it is now.
    let descriptorsMax: Int

    /// Raises the limit as far as so many connections need, and the system lets it be raised.
    ///
    /// No further: programs that are started (mail) inherit it, and some of them close every
    /// descriptor that there could be.
    static func raised(forConnections connectionCount: Int) -> DescriptorLimit {
        var limit = current
        let wanted = rlim_t(connectionCount + reservedCount)
        if limit.rlim_cur < wanted {
            limit.rlim_cur = min(wanted, limit.rlim_max)
            unsafe setrlimit(resource, &limit)
        }
        return DescriptorLimit(descriptorsMax: Int(clamping: current.rlim_cur))
    }

    /// So many connections leave enough for everything else. Where not even that fits, a quarter:
    /// as many again may be on their way out, and half stays for the rest.
    var connectionsMax: Int {
        max(descriptorsMax - Self.reservedCount, descriptorsMax / 4)
    }

    /// That more connections would need a higher limit.
    var warning: LogLine {
        LogLine(
            .warning, "few descriptors: raise the hard limit of open files (ulimit -Hn)",
            [
                "openFiles": .number(JSONNumber(descriptorsMax)),
                "connectionsMax": .number(JSONNumber(connectionsMax)),
            ])
    }

    private static let resource = Int32(RLIMIT_NOFILE.rawValue)

    private static var current: rlimit {
        var limit = rlimit()
        let result = unsafe getrlimit(resource, &limit)
        precondition(result == 0, "a process may ask for its own limits (getrlimit(2))")
        return limit
    }
}
