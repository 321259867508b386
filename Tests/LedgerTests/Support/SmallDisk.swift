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
        path = FileManager.default.temporaryDirectory
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

    /// Takes up all space but `bytes`.
    func fill(leaving bytes: Int) throws {
        try? FileManager.default.removeItem(atPath: ballast)
        let count = max(0, freeBytes - bytes)
        try Data(repeating: 1, count: count).write(to: URL(filePath: ballast))
    }

    func makeSpace() { try? FileManager.default.removeItem(atPath: ballast) }
}
