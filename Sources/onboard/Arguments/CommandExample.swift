/// A line to type, and what it shows.
struct CommandExample: Sendable, Hashable {
    var line: String
    var explanation: String

    init(_ line: String, _ explanation: String) {
        (self.line, self.explanation) = (line, explanation)
    }
}
