extension FlowDeclaration {
    /// Reads a file that is to be declared: as one that was, but that values must be matchable with
    /// its patterns, and none of its types may be one that only the ledger itself records.
    public init(declaring file: [UInt8]) throws(FlowFileError) {
        try self.init(file, isNew: true)
        let problems = reservedTypes
        if !problems.isEmpty { throw FlowFileError(problems: problems.map { .init($0) }) }
    }

    /// One problem for each place that names a type of the ledger's own.
    private var reservedTypes: [FieldProblem] {
        let entered =
            stages.enumerated().map { ("/stages/\($0)/on", $1.on) }
            + exits.enumerated().map { ("/exits/\($0)/on", $1.on) }
        // What a step or its time's end is recorded as says where a subject is.
        let read = entered.flatMap { pointer, types in
            types.filter {
                EventKind.isReserved($0) && EventKind(rawValue: $0)?.family != .declared
            }
            .map { (pointer, $0) }
        }
        let recorded = steps.enumerated().compactMap { place, step in
            step.event.flatMap { EventKind.isReserved($0) ? ("/steps/\(place)/event", $0) : nil }
        }
        return (read + recorded).map { pointer, type in
            FieldProblem(
                pointer: pointer,
                detail: "expected a type of your own: only the ledger itself records \(type)")
        }
    }
}
