/// A server that could not start: what failed, where, and what to do about it.
package struct HTTPServerError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        /// Another process, or this one, listens there already.
        case addressInUse = "address_in_use"
        /// Something that is no socket has the socket's path.
        case pathTaken = "path_taken"
        /// The host name or socket path is not one this machine has or can hold.
        case addressInvalid = "address_invalid"
        /// The port or the socket's folder is not ours to use.
        case permissionDenied = "permission_denied"
        /// The process has no descriptors, memory or threads left.
        case resourcesExhausted = "resources_exhausted"
        /// Any other failing system call.
        case systemCallFailed = "system_call_failed"
        /// `start()` was called on a server that had been started.
        case alreadyStarted = "already_started"
    }

    package let code: Code
    /// The system call that failed.
    package let operation: String
    /// Its errno; 0 when the failure was found without one.
    package let systemError: Int32
    /// The address concerned, as configured.
    package let address: String

    /// What to do about it, as a clause for the end of a line.
    package var hint: String {
        switch code {
        case .addressInUse: "see who listens there: ss -ltnxp"
        case .pathTaken: "see what it is, and move it elsewhere: ls -ld \(address)"
        case .addressInvalid: "use a host of this machine, or a socket file in a folder that exists"
        case .permissionDenied: "use a port above 1023, or a folder that this user may write"
        case .resourcesExhausted: "raise the limit of open files: ulimit -n"
        case .systemCallFailed: "see the errno of \(operation)"
        case .alreadyStarted: "make a new server"
        }
    }

    package var description: String {
        "\(code.rawValue) at \(address): \(operation), errno \(systemError); \(hint)"
    }
}
