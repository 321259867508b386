import Foundation
import Glibc

/// The variables that this process was started with.
enum ProcessEnvironment {
    /// Those of `names` that are set; nothing else is looked at.
    static func read(_ names: [String]) -> [String: String] {
        var values: [String: String] = [:]
        for name in names {
            guard let value = unsafe getenv(name) else { continue }
            values[name] = unsafe String(cString: value)
        }
        return values
    }

    /// - Throws: `UsageError` naming the first of `names` whose value is no text: `read` would
    ///   repair it, and it could name another directory, or be a weaker secret, than was meant.
    static func requireText(_ names: [String], for command: String) throws(UsageError) {
        for name in names {
            guard let value = unsafe getenv(name), unsafe String(validatingCString: value) == nil
            else { continue }
            throw UsageError(command: command, reason: .brokenVariable(name))
        }
    }

    /// The names alone, in order.
    static func names(beginningWith prefix: String) -> [String] {
        ProcessInfo.processInfo.environment.keys.filter { $0.hasPrefix(prefix) }.sorted()
    }
}
