import Glibc

extension DataDirectory {
    /// How much the disk still takes, in bytes, for who is not root; nil when it cannot be told.
    package var freeByteCount: Int64? {
        var facts = statvfs()
        guard unsafe statvfs(path, &facts) == 0 else { return nil }
        return Int64(clamping: UInt64(facts.f_bavail)) * Int64(clamping: UInt64(facts.f_frsize))
    }
}
