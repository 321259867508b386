import Foundation

@testable import EventLog

/// A file system of a few megabytes, in memory, for a ledger that is to run out of space.
///
/// Only root can mount one: elsewhere the tests that need it are skipped and say so.
final class SmallDisk: Sendable {
    let path: String
    private var ballast: String { path + "/ballast" }

    static let canBeMade: Bool = {
        guard getuid() == 0, let disk = try? SmallDisk(kibibytes: 64) else { return false }
        return !disk.path.isEmpty
    }()

    struct CannotMount: Error {}

    init(kibibytes: Int) throws {
        path =
            FileManager.default.temporaryDirectory
            .appending(path: "onboard-disk-\(UUID().uuidString.lowercased())").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        guard Self.run("/bin/mount", "-t", "tmpfs", "-o", "size=\(kibibytes)k", "none", path) else {
            try? FileManager.default.removeItem(atPath: path)
            throw CannotMount()
        }
    }

    deinit {
        _ = Self.run("/bin/umount", "-l", path)
        try? FileManager.default.removeItem(atPath: path)
    }

    private static func run(_ program: String, _ arguments: String...) -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    var freeBytes: Int {
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: path)
        return (attributes?[.systemFreeSize] as? NSNumber)?.intValue ?? 0
    }

    /// Takes up all space but about `bytes`; the ledger may take some of it meanwhile.
    func fill(leaving bytes: Int) {
        makeSpace()
        // Not inherited: a process that another test starts meanwhile would keep the space taken.
        let descriptor = unsafe open(ballast, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        let page = [UInt8](repeating: 1, count: 4096)
        for _ in 0..<max(0, freeBytes - bytes) / page.count {
            let count = unsafe page.withUnsafeBytes { bytes in
                unsafe write(descriptor, bytes.baseAddress, bytes.count)
            }
            if count < page.count { return }
        }
    }

    func makeSpace() { try? FileManager.default.removeItem(atPath: ballast) }
}
