import EventLog
import OnboardingLedger

/// Prints events page after page in one form; titles stand once, above the first.
struct EventPrinter {
    /// Table for people; JSON lines and CSV for programs.
    enum Format: String { case table, jsonl, csv }

    let format: Format
    private let context: CommandContext
    private let log: LogReader
    private var isFirst = true
    /// True from the first event on that occurred before it was recorded.
    private var hasOccurred = false

    init(_ context: CommandContext, _ log: LogReader) {
        (self.context, self.log) = (context, log)
        let asked = context.arguments.string("format").flatMap(Format.init)
        format = context.isJSON ? .jsonl : asked ?? .table
    }

    /// A page, with what an erasure took out of its events.
    mutating func show(_ events: [RecordedEvent]) throws {
        if events.isEmpty { return }
        defer { isFirst = false }
        let erasures = try ErasureNotes(of: events, log)
        switch format {
        case .jsonl:
            for event in events {
                try context.print { EventJSON.write(event, erasure: erasures[event], to: &$0) }
            }
        case .csv:
            let table = AuditTables.events(events, erasures, withTitles: isFirst)
            try context.print(csv: table)
        case .table:
            // A column more, and the titles stand once again.
            let isNew = !hasOccurred && events.contains { $0.occurredAt != nil }
            if isNew { hasOccurred = true }
            let times = TimeColumns(hasOccurred: hasOccurred)
            let lines = EventTable.table(events, erasures, times).lines(context.out.rendition)
            guard context.out.lines(Array(lines.dropFirst(isFirst || isNew ? 0 : 1))) else {
                throw ReaderIsGone()
            }
        }
    }

    /// True when people saw that there are none.
    var isTableWithoutRows: Bool { isFirst && format == .table }

    /// Says so when there was none; a table of values has its titles all the same.
    func end(_ text: @autoclosure () throws -> String) throws {
        guard isFirst else { return }
        switch format {
        case .table: try context.print(flowing: StyledText(try text(), .muted))
        case .csv: try context.print(csv: AuditTables.events([], .none))
        case .jsonl: break
        }
    }
}
