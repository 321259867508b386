import Glibc

extension DataDirectory {
    /// How much the disk still takes, in bytes, for who is not root; nil when it cannot be told.
    package var freeByteCount: Int64? {
        var facts = statvfs()
        guard unsafe statvfs(path, &facts) == 0 else { return nil }
        let (free, isTooMuch) = UInt64(facts.f_bavail)
            .multipliedReportingOverflow(by: UInt64(facts.f_frsize))
        return isTooMuch ? .max : Int64(clamping: free)
    }
}
