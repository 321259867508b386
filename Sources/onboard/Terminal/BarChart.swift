/// One bar for each value, the longest for the greatest, as a table.
struct BarChart: Sendable {
    /// One bar, with what stands beside it.
    struct Row: Sendable {
        var label: StyledText
        var value: Double
        /// What stands behind the bar; the value itself when nil.
        var note: StyledText?
    }

    var rows: [Row]

    var table: TextTable {
        let finite = rows.map(\.value).filter(\.isFinite)
        let maximum = finite.max() ?? 0
        var table = TextTable([.flexible(""), .bar(), .number("")])
        for row in rows {
            table.append([
                .text(row.label), .bar(Bar.fraction(row.value, of: maximum), .accent),
                .text(row.note ?? StyledText(Self.text(for: row.value))),
            ])
        }
        return table
    }

    /// Whole numbers have no decimals.
    private static func text(for value: Double) -> String {
        Quantity.fixed(value, places: value == value.rounded() ? 0 : 1)
    }
}
