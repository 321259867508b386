import Foundation

extension FileHandle {
    /// Returns once the bytes of the file at a path are on disk.
    static func synchronize(_ path: String) throws {
        let file = try FileHandle(forUpdating: URL(filePath: path))
        try file.synchronize()
        try file.close()
    }
}
