/// The text that the lists' `?q=` looks through.
enum SearchText {
    /// The parts that have something to say, in lower case, with a space between.
    static func join(_ parts: [String?]) -> String {
        var text = ""
        for case let part? in parts where !part.isEmpty {
            if !text.isEmpty { text += " " }
            text += part
        }
        return text.lowercased()
    }
}
