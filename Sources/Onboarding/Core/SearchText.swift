/// The text that the lists' `?q=` looks through.
enum SearchText {
    /// The parts that have something to say, in lower case, with a space between.
    static func join(_ parts: [String?]) -> String {
        parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ").lowercased()
    }
}
