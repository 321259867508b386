import ReadModels

/// The read models' sizes and digests.
enum ViewTable {
    static func table(_ views: [ViewReport], _ journeys: [JourneyReport] = []) -> TextTable {
        var table = TextTable([.text("Read model"), .number("Rows"), .identifier("Digest")])
        for view in views {
            table.append([
                .text(view.view.rawValue), .number(Int(view.rowCount)),
                .text(view.digest.hex, .muted),
            ])
        }
        for journey in journeys {
            // What came since is followed when somebody asks.
            let position = Quantity.grouped(journey.position.rawValue)
            table.append([
                .text("journeys of \(journey.flow), up to event \(position)"),
                .number(Int(journey.subjectCount)),
                .text(journey.digest.hex, .muted),
            ])
        }
        return table
    }
}
