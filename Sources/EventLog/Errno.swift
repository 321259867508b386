import Glibc

enum Errno {
    /// The text for the last failed call on this thread.
    static var text: String { unsafe String(cString: strerror(errno)) }
}
