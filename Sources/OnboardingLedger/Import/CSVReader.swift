/// Reads comma-separated values as RFC 4180 has them, in pieces as they come.
///
/// Quoted fields may hold commas, line ends and doubled quotes; lines end with LF or CRLF; a byte
/// order mark before the first line is passed over. Feed it bytes, take records.
package struct CSVReader {
    /// One record: its fields as bytes, and the line that it began on (from 1).
    package struct Record: Sendable {
        package var fields: [ArraySlice<UInt8>]
        package let line: Int
    }

    /// The longest record: more is no table but something else.
    private static let recordBytesMax = 1 << 20

    private var buffer: [UInt8] = []
    private var start = 0
    private var line = 1
    private var isFirst = true
    private var isEnded = false
    /// True while the rest of a line that begins no record is passed over.
    private var isPassing = false

    package init() {}

    /// Adds bytes behind those that are not taken yet; a piece may end anywhere.
    package mutating func feed(_ bytes: some Sequence<UInt8>) {
        if start > 0 {
            buffer.removeFirst(start)
            start = 0
        }
        buffer.append(contentsOf: bytes)
        if isFirst && buffer.count >= 3 {
            isFirst = false
            if buffer[0] == 0xEF && buffer[1] == 0xBB && buffer[2] == 0xBF { start = 3 }
        }
    }

    /// Says that nothing more will come, so that a last line without an end counts.
    package mutating func end() { isEnded = true }

    /// The next record; nil when more bytes are needed, or none are left.
    ///
    /// - Throws: when none can be read from this line on. Where that is a matter of this line alone
    ///   (`CSVError.isOfOneLine`), reading goes on with the next one.
    package mutating func next() throws(CSVError) -> Record? {
        while true {
            if isPassing { passLine() }
            guard start < buffer.count else { return nil }
            do throws(CSVError) {
                guard let (record, end, lineCount) = try parse(line) else {
                    if buffer.count - start > Self.recordBytesMax { throw .tooLong(line: line) }
                    return nil
                }
                start = end
                line += lineCount
                // An empty line is no record.
                if record.fields.count == 1 && record.fields[0].isEmpty { continue }
                return record
            } catch {
                isPassing = error.isOfOneLine
                throw error
            }
        }
    }

    /// Goes to the next line, or through all that has come of this one.
    private mutating func passLine() {
        guard let end = buffer[start...].firstIndex(of: UInt8(ascii: "\n")) else {
            start = buffer.count
            return
        }
        start = end + 1
        line += 1
        isPassing = false
    }

    /// One record from `start` on; nil when its end has not come yet. A field may span lines, so
    /// the lines are counted.
    private func parse(_ line: Int) throws(CSVError) -> (Record, end: Int, lineCount: Int)? {
        var fields: [ArraySlice<UInt8>] = []
        var (index, lineCount) = (start, 0)
        while true {
            if index < buffer.count, buffer[index] == UInt8(ascii: "\"") {
                guard let quoted = quotedField(index, &lineCount) else {
                    if isEnded { throw .unterminatedQuote(line: line) }
                    return nil
                }
                fields.append(quoted.field)
                index = quoted.end
            } else {
                let end = plainFieldEnd(index)
                fields.append(buffer[index..<end])
                index = end
            }
            guard index < buffer.count else {
                return isEnded ? (Record(fields: fields, line: line), index, lineCount) : nil
            }
            if buffer[index] == UInt8(ascii: ",") {
                index += 1
                continue
            }
            guard let end = lineEnd(index) else {
                if index + 1 >= buffer.count && !isEnded { return nil }
                guard let rest = restOfLine(index) else { return nil }
                // An odd quote opens one that may go on beyond the line.
                let isWhole = lineCount == 0 && rest.count { $0 == UInt8(ascii: "\"") } % 2 == 0
                throw isWhole ? .textAfterQuote(line: line) : .openQuote(line: line)
            }
            return (Record(fields: fields, line: line), end, lineCount + 1)
        }
    }

    /// A carriage return that no line feed follows is part of the field.
    private func plainFieldEnd(_ from: Int) -> Int {
        var index = from
        while index < buffer.count {
            let byte = buffer[index]
            if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") { return index }
            if byte == UInt8(ascii: "\r"), index + 1 < buffer.count,
                buffer[index + 1] == UInt8(ascii: "\n")
            {
                return index
            }
            index += 1
        }
        return index
    }

    /// Where the next line begins; nil when no line end stands here.
    private func lineEnd(_ index: Int) -> Int? {
        if buffer[index] == UInt8(ascii: "\n") { return index + 1 }
        if buffer[index] == UInt8(ascii: "\r"), index + 1 < buffer.count,
            buffer[index + 1] == UInt8(ascii: "\n")
        {
            return index + 2
        }
        return nil
    }

    /// What is left of a line; nil when its end has not come yet.
    private func restOfLine(_ from: Int) -> ArraySlice<UInt8>? {
        let rest = buffer[from...]
        if let end = rest.firstIndex(of: UInt8(ascii: "\n")) { return rest[..<end] }
        return isEnded ? rest : nil
    }

    /// A field in quotes; nil when its closing quote has not come yet.
    private func quotedField(_ from: Int, _ lineCount: inout Int) -> (
        field: ArraySlice<UInt8>, end: Int
    )? {
        var field: [UInt8] = []
        var index = from + 1
        while index < buffer.count {
            let byte = buffer[index]
            if byte == UInt8(ascii: "\"") {
                if index + 1 < buffer.count, buffer[index + 1] == byte {
                    field.append(byte)
                    index += 2
                    continue
                }
                if index + 1 == buffer.count && !isEnded { return nil }
                return (field[...], index + 1)
            }
            if byte == UInt8(ascii: "\n") { lineCount += 1 }
            field.append(byte)
            index += 1
        }
        return nil
    }
}

/// Why no record can be read from a line on.
package enum CSVError: Error, Hashable, Sendable {
    /// The table ends inside quotes; `line` is where the record began.
    case unterminatedQuote(line: Int)
    /// Something other than a comma or a line end follows a closing quote, all in one line.
    case textAfterQuote(line: Int)
    /// The same behind a quote that spans lines: mostly one too many before, so that nobody can
    /// tell which lines are within quotes.
    case openQuote(line: Int)
    /// A record of over 1 MiB, mostly a quote that is never closed.
    case tooLong(line: Int)

    package var line: Int {
        switch self {
        case .unterminatedQuote(let line), .textAfterQuote(let line), .openQuote(let line),
            .tooLong(let line):
            line
        }
    }

    /// True where the next line begins a record of its own, whatever is wrong with this one.
    package var isOfOneLine: Bool {
        if case .textAfterQuote = self { true } else { false }
    }

    /// What is wrong there, without the line.
    package var reason: String {
        switch self {
        case .unterminatedQuote: "a quoted field has no closing quote"
        case .textAfterQuote, .openQuote: "text follows a closing quote"
        case .tooLong: "the record is longer than 1 MiB"
        }
    }
}
