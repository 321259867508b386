import Foundation

/// Outside test material, which lies beside the repository and may be absent.
package enum Corpora {
    /// The folder `shared/corpora` in the nearest folder above this file that has one, or
    /// `ONBOARD_CORPORA` from the environment.
    package static let root: URL? = {
        if let path = ProcessInfo.processInfo.environment["ONBOARD_CORPORA"] {
            return URL(filePath: path, directoryHint: .isDirectory)
        }
        var folder = URL(filePath: #filePath).deletingLastPathComponent()
        while folder.path != "/" {
            let candidate = folder.appending(path: "shared/corpora", directoryHint: .isDirectory)
            if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
            folder.deleteLastPathComponent()
        }
        return nil
    }()

    package static var areThere: Bool { root != nil }

    /// Whether the material has this folder.
    package static func have(_ folder: String) -> Bool {
        guard let root else { return false }
        return FileManager.default.fileExists(atPath: root.appending(path: folder).path)
    }
}
