/// Why a flow file is refused: everything that is wrong with it, each with its place.
public struct FlowFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// In the order in which they were found, never empty.
    public let problems: [FlowFileProblem]

    public var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// One thing that is wrong with a flow file, and where.
public struct FlowFileProblem: Hashable, Sendable, CustomStringConvertible {
    /// A JSON Pointer (RFC 6901); empty for the file as a whole.
    public let pointer: String
    /// What was expected, or what is wrong, as a sentence's end.
    public let detail: String
    /// The line where it stands, from 1; nil where the detail says it.
    public var line: Int?

    public var description: String { pointer.isEmpty ? detail : "\(pointer): \(detail)" }

    /// With the line, for whoever mends the file.
    public var located: String {
        line.map { "line \($0)\(pointer.isEmpty ? "" : ", \(pointer)"): \(detail)" }
            ?? description
    }
}
