import Glibc

/// What the kernel says of this process's memory.
enum ProcessMemory {
    /// 0 where `/proc` does not tell.
    static var residentBytes: Int64 {
        let descriptor = unsafe open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return 0 }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 128)
        let count = unsafe read(descriptor, &bytes, bytes.count)
        let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        let words = text.split(separator: " ")
        let pages = words.count > 1 ? Int64(words[1]) ?? 0 : 0
        return pages * Int64(sysconf(Int32(_SC_PAGESIZE)))
    }
}
