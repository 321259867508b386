import Glibc

package enum Errno {
    /// The text for the last failed call on this thread.
    package static var text: String { unsafe String(cString: strerror(errno)) }
}
