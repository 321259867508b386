import Glibc

/// Who runs the command, as the system knows them.
enum OperatorName {
    /// What decisions are recorded under.
    static var text: String {
        guard let entry = unsafe getpwuid(geteuid()) else { return "uid-\(geteuid())" }
        return unsafe String(cString: entry.pointee.pw_name)
    }
}
