import Foundation
import TestSupport

/// Makes system calls of the running process fail, by `strace -e inject`.
extension Strace {
    /// Makes each thread's nth sync fail with EIO, once; returns when the process is traced.
    static func failSync(number: Int) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/strace")
        process.arguments = [
            "-f", "-o", "/dev/null", "-e", "trace=fdatasync,fsync",
            "-e", "inject=fdatasync,fsync:error=EIO:when=\(number)", "-p", String(getpid()),
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        while !isTraced { usleep(1000) }
    }

    private static var isTraced: Bool {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("TracerPid:") }
        return line.map { !$0.hasSuffix("\t0") } ?? false
    }
}
