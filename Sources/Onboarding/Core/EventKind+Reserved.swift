extension EventKind {
    /// Whether only the ledger itself records the type: in a team's own flow or an imported row it
    /// would be read as what it is not.
    public static func isReserved(_ type: String) -> Bool {
        if type == flowDeclaredType { return true }
        return switch EventKind(rawValue: type)?.family {
        case .declared, .tally, .erasure: true
        default: false
        }
    }

    /// A flow's declaration, which no codec reads.
    package static let flowDeclaredType = "FlowDeclared"
}
