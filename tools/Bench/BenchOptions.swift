/// How much a benchmark does.
package enum BenchSize: String, Sendable, CaseIterable {
    /// A few seconds in a debug build: shows that everything runs, and measures nothing.
    case smoke
    /// The sizes that the targets are meant for; some minutes in a release build.
    case full

    /// The one or the other number.
    func pick<Number>(smoke: Number, full: Number) -> Number {
        switch self {
        case .smoke: smoke
        case .full: full
        }
    }
}

/// What is measured, how much of it, and where.
package struct BenchOptions: Sendable {
    package var size: BenchSize
    /// Only the suite of this name, or results whose name begins with it; nil for all.
    package var only: String?
    /// Where the ledgers are made: an empty directory on the disk that is to be measured.
    package var directory: String
    /// The command line that opens a ledger in a process of its own, with the directory to follow
    /// (`onboard bench --open`); nil measures in this process, which is less exact.
    package var openingCommand: [String]?

    package init(
        size: BenchSize = .full, only: String? = nil, directory: String,
        openingCommand: [String]? = nil
    ) {
        (self.size, self.only) = (size, only)
        (self.directory, self.openingCommand) = (directory, openingCommand)
    }
}
