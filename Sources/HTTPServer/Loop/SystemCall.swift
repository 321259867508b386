import Glibc

/// A system call that failed, and why.
struct SystemError: Error, Equatable {
    /// The system call's name.
    let operation: String
    /// Its errno.
    let code: Int32

    var wouldBlock: Bool { code == EAGAIN || code == EWOULDBLOCK }
}

/// Makes a system call, again when a signal interrupts it, and reads errno once, at once.
@inline(__always)
func systemCall<Result: SignedInteger>(
    _ operation: StaticString, _ call: () -> Result
) throws(SystemError) -> Result {
    while true {
        let result = call()
        if result >= 0 { return result }
        let code = errno
        if code == EINTR { continue }
        // A bad descriptor or address can only be our own slip; going on would touch strangers'.
        precondition(code != EBADF && code != EFAULT, "a descriptor or buffer outlived its use")
        throw SystemError(operation: operation.description, code: code)
    }
}

/// An open descriptor, closed when its owner lets go of it.
struct Descriptor: ~Copyable, Sendable {
    let number: Int32

    /// Takes the descriptor over: nobody else may close it.
    init(_ number: Int32) { self.number = number }

    /// Takes over what a system call opens.
    init(_ operation: StaticString, opening call: () -> Int32) throws(SystemError) {
        self.init(try systemCall(operation, call))
    }

    deinit {
        // The result says nothing that could still be acted on, and EINTR has closed it on Linux.
        _ = Glibc.close(number)
    }
}
