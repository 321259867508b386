/// What an append demands of its stream's version (contract L3).
public enum ExpectedVersion: Hashable, Sendable {
    /// The stream must be empty.
    case none
    /// The stream must be at exactly this version.
    case exactly(StreamVersion)
    /// The stream may be at any version.
    case any

    func accepts(_ actual: StreamVersion) -> Bool {
        switch self {
        case .none: actual == .empty
        case .exactly(let version): actual == version
        case .any: true
        }
    }
}
