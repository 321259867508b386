/// Settings with which the program does not start: all that is wrong, to be mended in one go.
struct SettingsError: Error, Sendable, Hashable, CustomStringConvertible {
    /// One thing that is wrong, without the value: it may be a secret.
    enum Problem: Sendable, Hashable {
        /// The `--config` file cannot be opened or is too long.
        case fileUnreadable(String, reason: String)
        /// The `--config` file is no JSON object.
        case fileMalformed(String, explanation: String)
        /// The file has a member that is no setting.
        case unknownName(String, file: String, nearest: String?)
        /// The file's member is no string, nor what else the setting may be.
        case wrongKind(String, file: String)
        /// A secret that only dev mode does without.
        case missing(String, purpose: String)
        /// A secret that everybody knows.
        case isDefault(String)
        /// A secret that could be guessed.
        case tooShort(String, bytesMin: Int, bytes: Int)
        /// Of another form than expected; the value is not repeated, because it may be a secret.
        case invalid(String, expected: String)
    }

    let problems: [Problem]

    init(_ problems: [Problem]) { self.problems = problems }

    init(_ problem: Problem) { problems = [problem] }

    var description: String { problems.map(\.text).joined(separator: "\n") }

    /// How to make a secret, when one is wanting; else empty.
    var hint: String {
        let needsSecrets = problems.contains { problem in
            switch problem {
            case .missing, .isDefault, .tooShort: true
            default: false
            }
        }
        guard needsSecrets else { return "" }
        return """
            Make one with: openssl rand -hex 32
            To try things out, dev mode needs none: onboard serve --dev
            """
    }
}

extension SettingsError.Problem {
    fileprivate var text: String {
        switch self {
        case .fileUnreadable(let path, let reason): "\(path) cannot be read: \(reason)."
        case .fileMalformed(let path, let explanation):
            "\(path) is no settings file: \(explanation)."
        case .unknownName(let name, let file, let nearest):
            "\(file) sets '\(name)', which is no setting"
                + (nearest.map { "; did you mean \($0)?" } ?? ".")
        case .wrongKind(let name, let file): "\(file): \(name) must be a string."
        case .missing(let name, let purpose): "\(name) is not set: \(purpose)."
        case .isDefault(let name): "\(name) is a word that everybody knows, and no secret."
        case .tooShort(let name, let least, let bytes):
            "\(name) has \(bytes) bytes; it needs at least \(least)."
        case .invalid(let place, let expected): "\(place) is not \(expected)."
        }
    }
}
