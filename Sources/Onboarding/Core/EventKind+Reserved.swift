extension EventKind {
    /// What an event is to the program; nil for a team's own, also where its type is called like
    /// one of the program's.
    ///
    /// - Parameter category: of the stream that it stands in.
    package init?(_ type: String, in category: Substring) {
        guard let kind = EventKind(rawValue: type) else { return nil }
        let isOfProgram =
            switch kind.family {
            case .declared: true
            case .flow: category == "flow"
            default: SubjectState.isBuiltIn(category: String(category))
            }
        guard isOfProgram else { return nil }
        self = kind
    }

    /// Whether only the ledger itself records the type: in a team's own flow or an imported row it
    /// would be read as what it is not.
    public static func isReserved(_ type: String) -> Bool {
        switch EventKind(rawValue: type)?.family {
        case .declared, .flow, .tally, .erasure: true
        default: false
        }
    }

    /// Whether a new type may be called so: one line of 1 to 200 characters, of those that a
    /// CloudEvent's attribute may have (CloudEvents 1.0, type system).
    package static func isName(_ text: String) -> Bool {
        isRecordedName(text)
            && text.unicodeScalars.allSatisfy { letter in
                switch letter.properties.generalCategory {
                case .control, .lineSeparator, .paragraphSeparator: false
                default: !letter.properties.isNoncharacterCodePoint
                }
            }
    }

    /// Whether a type may be called so that was declared at some time.
    static func isRecordedName(_ text: String) -> Bool {
        (1...nameCharactersMax).contains(text.unicodeScalars.count)
            && !text.utf8.contains { $0 < 0x20 || $0 == 0x7F }
    }

    package static let nameCharactersMax = 200
}
