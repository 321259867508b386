import EventLog
import JSON
import Onboarding

extension JourneyIndex {
    /// The journeys as they stood when the log ended at a position, attributes included; walks the
    /// log up to there.
    ///
    /// - Throws: `FunnelRefusal.unknownPosition`.
    package static func past(
        _ declaration: FlowDeclaration, at position: GlobalPosition, _ reader: LogReader,
        _ views: ViewReader, _ upcasting: Upcasting
    ) throws -> JourneyIndex {
        try views.snapshot {
            let index = JourneyIndex(declaration)
            let head = try index.head(views)
            guard position.rawValue >= 1, position.rawValue <= head else {
                throw FunnelRefusal.unknownPosition(head: head)
            }
            try index.foldPast(position.rawValue, reader, views, upcasting)
            return index
        }
    }

    /// Folds the log up to a position that the views have passed, within a snapshot of them.
    func foldPast(
        _ position: Int64, _ reader: LogReader, _ views: ViewReader, _ upcasting: Upcasting
    ) throws {
        try fold(through: position, reader, views)
        try readAttributes(views)
        try readPastAttributes(reader, upcasting)
        isPast = true
    }

    /// Takes back what later events made of attributes: their subjects' states are folded anew.
    private func readPastAttributes(_ reader: LogReader, _ upcasting: Upcasting) throws {
        var changed: Set<Int64> = []
        try reader.scanTimes(after: position, through: .max) { row in
            try reader.checkInterest()
            if subject(of: row.streamID) != nil { changed.insert(row.streamID) }
            return true
        }
        let flows = try reader.flowCatalogue()
        var types = EventTypeTable(upcasting: upcasting)
        var json = JSONWriter(reserving: 1024)
        for streamID in changed {
            try reader.checkInterest()
            guard let (subject, isLinked) = subject(of: streamID) else { continue }
            var folded = FoldedStream(
                streamID: streamID, stream: try reader.stream(streamID), flows: flows)
            try reader.scan(stream: streamID) { row in
                guard row.position <= position else { return false }
                try folded.take(row, reader, &types)
                return true
            }
            json.removeAll()
            folded.state.write(to: &json)
            try unsafe json.bytes.withUnsafeBytes {
                try unsafe take($0, subject, isLinked: isLinked)
            }
        }
    }
}
