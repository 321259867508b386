import ReadModels
import Time

/// When events were recorded and, in a table where some occurred before that, when they occurred:
/// what is shown says which time it is, for filters and time travel go by one of them.
struct TimeColumns {
    private let hasOccurred: Bool

    /// - Parameter hasOccurred: whether some event of the table is older than its record.
    init(hasOccurred: Bool) { self.hasOccurred = hasOccurred }

    /// For fields and what set them.
    init(_ blames: some Sequence<FieldBlame>) {
        self.init(hasOccurred: blames.contains { $0.at != $0.recordedAt })
    }

    /// - Parameter isOptional: whether a narrow terminal may do without either.
    func columns(isOptional: Bool) -> [TableColumn] {
        let recorded = TableColumn.text("Recorded", isOptional: isOptional || hasOccurred)
        return hasOccurred ? [recorded, .text("Occurred", isOptional: isOptional)] : [recorded]
    }

    /// In a narrow terminal the one time that says more stays.
    var columns: [TableColumn] { columns(isOptional: false) }

    /// - Parameter time: when it occurred, else when it was recorded.
    func cells(_ recordedAt: Timestamp, _ time: Timestamp) -> [TextTable.Cell] {
        (hasOccurred ? [recordedAt, time] : [recordedAt]).map { .text($0.rfc3339, .muted) }
    }
}
