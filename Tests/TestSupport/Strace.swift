import Foundation

/// The tracer that makes system calls fail (strace(1), "Tampering").
package enum Strace {
    /// True when strace is installed and may trace: containers often forbid it.
    package static let isUsable: Bool = {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/strace")
        process.arguments = ["-o", "/dev/null", "/bin/true"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()
}
