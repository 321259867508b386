extension EventKind {
    /// Whether only the ledger itself records the type: in a team's own flow or an imported row it
    /// would be read as what it is not.
    public static func isReserved(_ type: String) -> Bool {
        switch EventKind(rawValue: type)?.family {
        case .declared, .flow, .tally, .erasure: true
        default: false
        }
    }

    /// Whether a type may be called so at all: one line of 1 to 200 characters.
    package static func isName(_ text: String) -> Bool {
        (1...nameCharactersMax).contains(text.unicodeScalars.count)
            && !text.utf8.contains { $0 < 0x20 || $0 == 0x7F }
    }

    package static let nameCharactersMax = 200
}
