import TestSupport
import Testing

@testable import OnboardingLedger

/// Comma-separated values that a spreadsheet may open (contract L6, RFC 4180).
@Suite("CSV writer") struct CSVWriterTests {
    private func line(_ cells: CSVWriter.Cell...) -> String {
        var writer = CSVWriter()
        writer.append(cells)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test(arguments: ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
    func `a text that begins a formula is defused`(text: String) {
        expectEqual(line(.text(text)), "\"'\(text)\"\r\n")
    }

    @Test func `a text that holds one is left as it is`() {
        expectEqual(line(.text("a=1"), .text("1-2"), .text("é@b")), "a=1,1-2,é@b\r\n")
    }

    @Test func `commas, quotes and line ends are quoted`() {
        expectEqual(
            line(.text("a,b"), .text("a\"b"), .text("a\nb")), "\"a,b\",\"a\"\"b\",\"a\nb\"\r\n")
    }

    @Test func `numbers are written as they are, also below zero`() {
        expectEqual(
            line(.integer(-5), .decimal(-0.25), .decimal(3), .empty, .integer(0)),
            "-5,-0.25,3,,0\r\n")
    }

    @Test func `a JSON string is its text, defused, and a JSON number a number`() {
        let cells: [CSVWriter.Cell] = [#""=1""#, "-5", #"{"a":1}"#, "null", #""a\nb""#].map {
            .json(Array($0.utf8))
        }
        var writer = CSVWriter()
        writer.append(cells)
        let text = String(decoding: writer.bytes, as: UTF8.self)
        expectEqual(text, "\"'=1\",-5,\"{\"\"a\"\":1}\",null,\"a\nb\"\r\n")
    }

    @Test func `what is written is read back`() throws {
        let texts = ["", "a", "=1", "a,\"b\"\r\nc", " x ", "\u{1F600}"]
        var writer = CSVWriter(titles: ["a", "b", "c", "d", "e", "f"])
        writer.append(texts.map { .text($0) })
        var reader = CSVReader()
        reader.feed(writer.bytes)
        reader.end()
        _ = try reader.next()
        let fields = try reader.next()?.fields.map { String(decoding: $0, as: UTF8.self) }
        expectEqual(fields, texts.map { $0 == "=1" ? "'=1" : $0 })
    }
}
