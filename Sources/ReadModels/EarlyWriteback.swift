import Glibc

/// Asks the kernel to begin writing a growing file to the disk, so that the sync at its end has
/// little left to wait for.
///
/// Only for a file that nobody else knows yet: closing this descriptor drops the locks that SQLite
/// has on the file.
struct EarlyWriteback: ~Copyable {
    /// What is asked for at a time: enough that the disk writes in one go.
    private static let stepBytes = 8 << 20

    private let descriptor: Int32
    private var askedUpTo = 0

    init(path: String) { descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC) }

    deinit { if descriptor >= 0 { _ = close(descriptor) } }

    /// Asks for what was written since the last time, when it is worth it; a kernel that says no
    /// leaves it all to the sync.
    mutating func ask() {
        var facts = stat()
        guard descriptor >= 0, unsafe fstat(descriptor, &facts) == 0 else { return }
        let size = Int(facts.st_size)
        guard size - askedUpTo >= Self.stepBytes else { return }
        // For pages that are not on the disk yet, this advice begins their writing.
        _ = posix_fadvise(descriptor, askedUpTo, size - askedUpTo, POSIX_FADV_DONTNEED)
        askedUpTo = size
    }
}
