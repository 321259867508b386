import JSON

/// Writes comma-separated values as RFC 4180 has them, fit to be opened in a spreadsheet.
///
/// A text that a spreadsheet would take for a formula (it begins with `= + - @`, a tab or a
/// carriage return) gets an apostrophe in front, which spreadsheets do not show. Numbers are
/// written as they are.
package struct CSVWriter {
    /// One value of a record.
    package enum Cell: Sendable, Hashable {
        /// Quoted where it must be, and kept from being a formula.
        case text(String)
        /// Digits, without separators.
        case integer(Int64)
        /// In the shortest form that reads back the same.
        case decimal(Double)
        /// A JSON string as its text, any other JSON value as it stands.
        case json([UInt8])
        /// Nothing between the commas.
        case empty

        /// Empty for nil, as the next three.
        package static func text(_ text: String?) -> Cell { text.map { .text($0) } ?? .empty }

        package static func integer(_ number: Int?) -> Cell {
            number.map { .integer(Int64($0)) } ?? .empty
        }

        package static func decimal(_ number: Double?) -> Cell {
            number.map { .decimal($0) } ?? .empty
        }

        package static func json(_ bytes: [UInt8]?) -> Cell { bytes.map { .json($0) } ?? .empty }
    }

    /// RFC 4180 section 3: the first record holds the titles.
    package static let mediaType = "text/csv; charset=utf-8; header=present"

    /// UTF-8, with CR LF behind each record.
    package private(set) var bytes: [UInt8] = []

    /// - Parameter titles: the first record; none when the table goes on from another writer.
    package init(titles: [String] = []) {
        if !titles.isEmpty { append(titles.map { .text($0) }) }
    }

    /// Writes one record with its line end.
    package mutating func append(_ cells: [Cell]) {
        for (index, cell) in cells.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(cell)
        }
        bytes += [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
    }

    private mutating func append(_ cell: Cell) {
        switch cell {
        case .text(let text): append(Array(text.utf8))
        case .json(let text): append(json: text)
        case .integer(let number): bytes += Array(String(number).utf8)
        case .decimal(let number): bytes += Array(Self.shortest(number).utf8)
        case .empty: break
        }
    }

    /// Whole numbers without a point.
    private static func shortest(_ number: Double) -> String {
        let text = String(number)
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// Only a number begins with a minus, and may.
    private mutating func append(json text: [UInt8]) {
        let string = text.first == UInt8(ascii: "\"") ? Self.string(text) : nil
        if let string { return append(Array(string.utf8)) }
        append(text, mayBeFormula: text.first != UInt8(ascii: "-"))
    }

    /// The text of a JSON string; nil for anything else.
    private static func string(_ json: [UInt8]) -> String? {
        try? JSONValue(parsing: json, limits: .trusted).stringValue
    }

    /// Quotes inside are doubled (RFC 4180 section 2.7).
    private mutating func append(_ text: [UInt8], mayBeFormula: Bool = true) {
        let isFormula = mayBeFormula && text.first.map(Self.beginsFormula) ?? false
        let isQuoted = isFormula || text.contains(where: Self.needsQuotes)
        if isQuoted { bytes.append(UInt8(ascii: "\"")) }
        if isFormula { bytes.append(UInt8(ascii: "'")) }
        for byte in text {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        if isQuoted { bytes.append(UInt8(ascii: "\"")) }
    }

    private static func beginsFormula(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"),
            UInt8(ascii: "\t"), UInt8(ascii: "\r"):
            true
        default: false
        }
    }

    private static func needsQuotes(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\r"), UInt8(ascii: "\n"): true
        default: false
        }
    }
}
