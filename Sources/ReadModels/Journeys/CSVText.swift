import JSON

/// Rows of values with commas between (RFC 4180).
///
/// Text that a spreadsheet would take for a formula gets an apostrophe in front.
package struct CSVText {
    private var writer = JSONWriter(reserving: 4096)

    package init(_ columns: [String]) { append(columns.map { .text($0) }) }

    package enum Cell {
        case text(String?)
        case integer(Int?)
        case number(Double?)
    }

    package var bytes: [UInt8] { writer.bytes }

    package mutating func append(_ cells: [Cell]) {
        for (place, cell) in cells.enumerated() {
            if place > 0 { put(",") }
            switch cell {
            case .text(let text): put(Self.escaped(text ?? ""))
            case .integer(let number): if let number { put(String(number)) }
            case .number(let number):
                // The same digits as in JSON.
                if let number {
                    put(String(decoding: JSONWriter.encode { $0.value(number) }, as: UTF8.self))
                }
            }
        }
        put("\r\n")
    }

    private mutating func put(_ text: String) { writer.bytes.append(contentsOf: text.utf8) }

    private static func escaped(_ text: String) -> String {
        let isFormula = text.first.map { "=+-@\t\r".contains($0) } ?? false
        let text = isFormula ? "'" + text : text
        guard text.contains(where: { ",\"\r\n".contains($0) || $0 == "\r\n" }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}

extension FunnelReport {
    /// A row for each stage and exit, then for each group's stages; the same numbers as in JSON.
    package var csv: [UInt8] {
        var table = CSVText([
            "group", "stage", "exit", "subjects", "fromPrevious", "fromFirst", "dropOff", "open",
            "lost", "medianSeconds", "p90Seconds", "p95Seconds",
        ])
        for stage in stages { table.append(Self.cells(stage, group: nil)) }
        for exit in exits {
            table.append(
                [.text(nil), .text(nil), .text(exit.exit), .integer(exit.subjects)]
                    + Array(repeating: .text(nil), count: 8))
        }
        for group in groups ?? [] {
            for stage in group.stages {
                table.append(Self.cells(stage, group: group.key ?? GroupChoice.none))
            }
        }
        return table.bytes
    }

    private static func cells(_ stage: Stage, group: String?) -> [CSVText.Cell] {
        [
            .text(group), .text(stage.stage), .text(nil), .integer(stage.subjects),
            .number(stage.fromPrevious), .number(stage.fromFirst), .integer(stage.dropOff),
            .integer(stage.open), .integer(stage.lost), .number(stage.medianSeconds),
            .number(stage.p90Seconds), .number(stage.p95Seconds),
        ]
    }
}

extension DropoffPage {
    package var csv: [UInt8] {
        var table = CSVText([
            "stream", "stage", "since", "state", "lastEvent", "lastEventAt", "lastError", "exit",
            "instead",
        ])
        for subject in subjects {
            table.append([
                .text(subject.stream.name), .text(subject.stage), .text(subject.since.rfc3339),
                .text(subject.state.rawValue), .text(subject.lastEvent),
                .text(subject.lastEventAt.rfc3339), .text(subject.lastError),
                .text(subject.exit), .text(subject.instead?.text),
            ])
        }
        return table.bytes
    }
}
