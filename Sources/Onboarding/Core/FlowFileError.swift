/// Why a flow file is refused: everything that is wrong with it, each with its place.
public struct FlowFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// In the order in which they were found, never empty.
    public let problems: [FlowFileProblem]

    public var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// One thing that is wrong with a flow file, and where.
public struct FlowFileProblem: Hashable, Sendable, CustomStringConvertible {
    /// Its pointer is empty for the file as a whole.
    public let problem: FieldProblem
    /// The line where it stands, from 1; nil where the detail says it.
    public let line: Int?

    init(_ problem: FieldProblem, line: Int? = nil) { (self.problem, self.line) = (problem, line) }

    public var description: String { problem.description }

    /// With the line, for whoever mends the file.
    public var located: String {
        let place = problem.pointer.isEmpty ? "" : ", \(problem.pointer)"
        return line.map { "line \($0)\(place): \(problem.detail)" } ?? description
    }
}
