/// What is made anew from the log.
public enum RebuildTarget: Sendable, Hashable {
    /// These read models; the others are taken over.
    case models(Set<ViewName>)
    /// The index that audits search, which nothing is compared with: `onboard verify` does that.
    case auditIndex

    /// All read models.
    public static let all = RebuildTarget.models(Set(ViewName.allCases))

    /// The words of all that can be made anew by itself.
    package static let words = ViewName.allCases.map(\.rawValue) + [auditWord]

    private static let auditWord = "audit"

    /// One read model or the index, by its word; nil for another word.
    public init?(_ word: String) {
        if word == Self.auditWord {
            self = .auditIndex
        } else if let model = ViewName(rawValue: word) {
            self = .models([model])
        } else {
            return nil
        }
    }

    /// Nil for several models.
    public var word: String? {
        switch self {
        case .models(let models): models.count == 1 ? models.first?.rawValue : nil
        case .auditIndex: Self.auditWord
        }
    }
}
