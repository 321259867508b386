import Foundation
import Glibc

/// A directory that goes away with whatever is in it, also when the command is interrupted.
struct TemporaryDirectory: Sendable {
    let path: String

    /// Its owner's alone. One for a process: it takes the signals that end one.
    init(_ purpose: String, in parent: String) throws(CommandFailure) {
        var template = Array("\(parent)/onboard-\(purpose)-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else {
            throw .fileUnwritable(parent, reason: SystemText.last)
        }
        let path = String(
            decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        self.path = path
        _ = StopSignal(onFirst: {
            Self.remove(path)
            _exit(130)  // what shells expect of a command ended by SIGINT
        })
    }

    func remove() { Self.remove(path) }

    private static func remove(_ path: String) {
        // Nothing can be done about what cannot be removed; it lies among other temporary files.
        try? FileManager.default.removeItem(atPath: path)
    }
}
