import Onboarding

extension FieldProblem {
    /// Each costs more bytes in the answer, where it stands twice, than in the request.
    private static let unknownMax = 10

    /// Says once which names are known; names only so many of a request of nothing but others.
    static func unknown(_ names: [String], known: Set<String>) -> [FieldProblem] {
        let words = known.isEmpty ? "none" : known.sorted().joined(separator: ", ")
        return names.prefix(unknownMax).enumerated().map { place, name in
            FieldProblem(name, "is not known" + (place == 0 ? "; known are \(words)" : ""))
        }
    }
}
