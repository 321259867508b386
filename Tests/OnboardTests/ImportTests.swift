import Foundation
import JSON
import OnboardingLedger
import TestSupport
import Testing

@testable import onboard

/// Tables that are not what they should be, and where they come from.
struct ImportTests {
    @Test func `bad rows are listed with their lines, and the others are imported`() async throws {
        let folder = TemporaryFolder()
        let outcome = try await Fixture.importLoans(Fixture.bad, into: folder.path)
        expectEqual(outcome.code, 0)
        expectTrue(outcome.err.contains("line 5: "))
        let report = try await Fixture.importLoans(Fixture.bad, into: folder.path, "--json").json
        expectEqual(report["bad"]?.intValue, 2)
        expectEqual(report["badRows"]?[0]?["line"]?.intValue, 5)
        expectEqual(report["appended"]?.intValue, 0)
    }

    @Test func `an actor that is no UTF-8 makes a bad row, not the import's own`() async throws {
        let folder = TemporaryFolder()
        let header = "case_id,activity,resource,occurred_at,amount_requested\n"
        var table = Data(header.utf8)
        table += Data("1,A_SUBMITTED,".utf8) + [0xE9] + Data(",2025-03-03T13:28:00Z,1\n".utf8)
        let path = "\(folder.path)/latin.csv"
        try table.write(to: URL(fileURLWithPath: path))
        let report = try await Fixture.importLoans(path, into: folder.path + "/data", "--json").json
        expectEqual(report["appended"]?.intValue, 0)
        expectEqual(report["badRows"]?[0]?["reason"], "it is not UTF-8")
    }

    @Test(arguments: ["PersonErased", "CommandRefused", "FlowStepSaved", "FlowDeclared"])
    func `a row of a type that only the ledger records is a bad one`(type: String) async throws {
        let folder = TemporaryFolder()
        let header = "case_id,activity,resource,occurred_at,amount_requested\n"
        let table =
            header + "1,A_SUBMITTED,r,2025-03-03T13:28:00Z,1\n1,\(type),r,2025-03-03T13:29:00Z,1\n"
        let path = "\(folder.path)/odd.csv"
        try Data(table.utf8).write(to: URL(fileURLWithPath: path))
        let report = try await Fixture.importLoans(path, into: folder.path + "/data", "--json").json
        expectEqual(report["appended"]?.intValue, 1)
        expectEqual(report["badRows"]?[0]?["line"]?.intValue, 3)
        expectEqual(report["badRows"]?[0]?["reason"]?.stringValue?.hasSuffix(type), true)
        let verified = try await Onboard.run("verify", "--data", folder.path + "/data")
        expectEqual(verified.code, 0)
    }

    private static let header = "case_id,activity,resource,occurred_at,amount_requested,note\n"

    private func row(_ subject: Int, noteBytes: Int) -> String {
        let note = String(repeating: "n", count: noteBytes)
        return "\(subject),A_SUBMITTED,r,2025-03-03T13:28:00Z,1,\(note)\n"
    }

    /// Together they are more than one request to the server may have.
    @Test(arguments: [false, true])
    func `wide rows come in, with and without a server`(_ isServed: Bool) async throws {
        let folder = TemporaryFolder()
        let table = (0..<1100).map { row($0, noteBytes: 9000) }.joined()
        let path = folder.file("wide.csv", Self.header + table)
        let server = isServed ? try await RunningServer(folder.path + "/data") : nil
        let outcome = try await Fixture.importLoans(path, into: folder.path + "/data", "--json")
        expectEqual(outcome.code, 0, "\(outcome.err)")
        expectEqual(outcome.json["appended"]?.intValue, 1100)
        if let server { try await expectEqual(server.stop(), 0) }
    }

    @Test(arguments: [false, true])
    func `a row whose event would be too long is a bad one`(_ isServed: Bool) async throws {
        let folder = TemporaryFolder()
        let rows = row(1, noteBytes: 5) + row(2, noteBytes: 300_000) + row(3, noteBytes: 250_000)
        let path = folder.file("long.csv", Self.header + rows)
        let server = isServed ? try await RunningServer(folder.path + "/data") : nil
        let report = try await Fixture.importLoans(path, into: folder.path + "/data", "--json").json
        expectTrue(report["appended"]?.intValue == 2 && report["bad"]?.intValue == 1)
        expectEqual(report["badRows"]?[0]?["line"]?.intValue, 3)
        expectEqual(report["badRows"]?[0]?["reason"]?.stringValue?.hasSuffix("than 262144"), true)
        if let server { try await expectEqual(server.stop(), 0) }
    }

    @Test(arguments: [
        ["import", "--jsonl", "x", "--flow", "y"], ["import", "--wizard", "x", "--where", "a=b"],
        ["import", "--jsonl", "x", "--strict"], ["rebuild", "session", "--report"],
    ])
    func `an option that would be ignored is refused`(arguments: [String]) async throws {
        let folder = TemporaryFolder()
        let outcome = try await Onboard.run(arguments + ["--data", folder.path])
        expectEqual(outcome.code, 2, "\(outcome.err)")
    }

    @Test func `a ledger that is begun by an import is told of, once`() async throws {
        let folder = TemporaryFolder()
        let first = try await Fixture.importLoans(Fixture.bad, into: folder.path)
        expectTrue(first.err.contains("A new ledger was begun in \(folder.path)."))
        let second = try await Fixture.importLoans(Fixture.bad, into: folder.path)
        expectFalse(second.err.contains("new ledger"))
    }

    private static let heads = "case_id,activity,resource,occurred_at,amount_requested"

    @Test func `a row with text behind a quote is bad, and the next line is read`() async throws {
        let folder = TemporaryFolder()
        let rows = [
            Self.heads, #"1,A_SUBMITTED,"ada" lovelace,2025-03-03T13:28:00Z,1"#,
            #"3,A_SUBMITTED,"ada",2025-03-03T13:30:00Z,1"#,
            #"4,A_SUBMITTED,ada,2025-03-03T13:31:00Z,"1"1"#,
            "5,A_SUBMITTED,ada,2025-03-03T13:32:00Z,1",
        ]
        let path = folder.file("quotes.csv", rows.joined(separator: "\n"))
        let data = folder.path + "/data"
        let report = try await Fixture.importLoans(path, into: data, "--json").json
        expectEqual(report["appended"]?.intValue, 2)
        expectEqual(report["badRows"]?.arrayValue?.map { $0["line"]?.intValue }, [2, 4])
        let strict = try await Fixture.importLoans(path, into: data, "--strict", "--json")
        expectEqual(strict.complaint, "import.bad_row")
    }

    /// Which of the lines behind it are within the quotes nobody can tell.
    @Test(arguments: [
        #""note"#, #""note\n6,A_SUBMITTED,ada,2025-03-03T13:33:00Z,1\n" x"#,
        #""no"te,"\n6,A_SUBMITTED,ada,2025-03-03T13:33:00Z,1\n""#,
    ])
    func `a quote that is open over its line ends the import`(quote: String) async throws {
        let folder = TemporaryFolder()
        let rows = [
            Self.heads, "4,A_SUBMITTED,ada,2025-03-03T13:31:00Z,1",
            "5,A_SUBMITTED,\(quote.replacing("\\n", with: "\n")),2025-03-03T13:32:00Z,1",
            "6,A_SUBMITTED,ada,2025-03-03T13:33:00Z,1",
        ]
        let data = folder.path + "/data"
        let path = folder.file("quotes.csv", rows.joined(separator: "\n"))
        let outcome = try await Fixture.importLoans(path, into: data, "--json")
        expectTrue((outcome.code, outcome.complaint) == (1, "import.csv"), "\(outcome.err)")
        expectTrue(outcome.err.contains("line 3"))
        let log = try await Onboard.run("log", "--stream", "loan-6", "--json", "--data", data)
        expectEqual(log.jsonLines.count, 0)
    }

    @Test func `an export that comes through a pipe is read once, and taken in`() async throws {
        let folder = TemporaryFolder()
        let (data, other) = (folder.path + "/data", folder.path + "/other")
        try await expectEqual(Fixture.importLoans(Fixture.sample, into: data).code, 0)
        let script = """
            '\(Onboard.executable.path)' export --data '\(data)' \
            | '\(Onboard.executable.path)' import --data '\(other)' --jsonl /dev/stdin
            """
        try await onThread {
            let shell = Process()
            shell.executableURL = URL(fileURLWithPath: "/bin/sh")
            shell.arguments = ["-c", script]
            shell.environment = Onboard.environment
            try shell.run()
            shell.waitUntilExit()
            expectEqual(shell.terminationStatus, 0)
        }
        let (head, copy) = (
            try await Onboard.run("head", "--json", "--data", data).json,
            try await Onboard.run("head", "--json", "--data", other).json
        )
        expectEqual(copy["hash"], head["hash"])
    }

    @Test func `a line that is passed over may come in any pieces`() throws {
        let table = Array("a,b\n\"x\" y,1\r\nc,d\n\"z\"z\ne,f".utf8)
        for size in 1...table.count {
            var (reader, records, bad) = (CSVReader(), [String](), [Int]())
            var pieces = table[...]
            while true {
                do throws(CSVError) {
                    if let record = try reader.next() {
                        let fields = record.fields.map { String(decoding: $0, as: UTF8.self) }
                        records.append("\(record.line) " + fields.joined(separator: "|"))
                    } else if pieces.isEmpty {
                        break
                    } else {
                        reader.feed(pieces.prefix(size))
                        pieces = pieces.dropFirst(size)
                        if pieces.isEmpty { reader.end() }
                    }
                } catch { bad.append(error.line) }
            }
            expectEqual(records, ["1 a|b", "3 c|d", "5 e|f"])
            expectEqual(bad, [2, 4])
        }
    }

    @Test func `a strict import stops at the first bad row`() async throws {
        let folder = TemporaryFolder()
        let outcome = try await Fixture.importLoans(
            Fixture.bad, into: folder.path, "--strict", "--json")
        expectEqual(outcome.code, 1)
        expectEqual(outcome.complaint, "import.bad_row")
        let recorded = try await Onboard.run("log", "--json", "--data", folder.path).jsonLines
        expectEqual(recorded.filter { $0["stream"] != "flow-loan" }.count, 3)
    }

    @Test func `a missing column is named before anything is written`() async throws {
        let folder = TemporaryFolder()
        let data = "\(folder.path)/data"
        let outcome = try await Fixture.importLoans(
            Fixture.sample, into: data, "--attribute", "colour")
        expectEqual(outcome.code, 2)
        expectTrue(outcome.err.contains("colour"))
        try await expectEqual(Onboard.run("log", "--data", data).out, "No events.\n")
    }

    @Test func `a table with two columns of one name is refused before anything is written`()
        async throws
    {
        let folder = TemporaryFolder()
        let header = "case_id,activity,resource,occurred_at,amount_requested,note,note\n"
        let path = folder.file(
            "twice.csv", header + "1,A_SUBMITTED,r,2025-03-03T13:28:00Z,1,a,b\n")
        let data = folder.path + "/data"
        let outcome = try await Fixture.importLoans(path, into: data, "--json")
        expectTrue((outcome.code, outcome.complaint) == (2, "import.repeated_column"))
        try await expectEqual(Onboard.run("log", "--data", data).out, "No events.\n")
    }

    @Test func `a condition leaves rows out`() async throws {
        let folder = TemporaryFolder()
        let report = try await Fixture.importLoans(
            Fixture.sample, into: folder.path, "--where", "lifecycle=COMPLETE", "--json"
        ).json
        expectEqual(report["appended"]?.intValue, 316)
        expectEqual(report["leftOut"]?.intValue, 92)
    }

    @Test func `a packed table is the same table`() async throws {
        let folder = TemporaryFolder()
        let packed = "\(folder.path)/loans.csv.gz"
        try await onThread {
            let gzip = Process()
            gzip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            gzip.arguments = ["sh", "-c", "gzip -c '\(Fixture.sample)' > '\(packed)'"]
            try gzip.run()
            gzip.waitUntilExit()
        }
        let report = try await Fixture.importLoans(packed, into: folder.path + "/data", "--json")
            .json
        expectEqual(report["appended"]?.intValue, 408)
    }

    @Test func `a packed table that is none is refused`() async throws {
        let folder = TemporaryFolder()
        let file = folder.file("loans.csv.gz", "this is not packed")
        let outcome = try await Fixture.importLoans(file, into: folder.path + "/data", "--json")
        expectEqual(outcome.code, 1)
        expectEqual(outcome.complaint, "file.gzip")
    }

    /// As some supervisors leave it: then the system tells nobody how a program ended.
    @Test func `a packed table that is none is refused also where SIGCHLD was ignored`()
        async throws
    {
        let folder = TemporaryFolder()
        let file = folder.file("loans.csv.gz", "this is not packed")
        let code = try await onThread {
            let process = Onboard.process([
                "--ignore-signal=CHLD", Onboard.executable.path, "import", "--data",
                folder.path + "/data", "--flow", Fixture.flow, "--csv", file, "--subject",
                "case_id", "--event", "activity", "--time", "occurred_at",
            ])
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            return process.terminationStatus
        }
        expectEqual(code, 1)
    }

    @Test func `files that are not there or empty are refused`() async throws {
        let folder = TemporaryFolder()
        let absent = try await Fixture.importLoans("/nowhere.csv", into: folder.path, "--json")
        expectTrue((absent.code, absent.complaint) == (1, "file.unreadable"))
        let empty = try await Fixture.importLoans(
            folder.file("e.csv", ""), into: folder.path, "--json")
        expectTrue((empty.code, empty.complaint) == (1, "import.empty"))
    }

    @Test(arguments: [
        ("\u{0}c\u{0}a\u{0}s\u{0}e\u{0}\n", "it is not UTF-8"),
        ("case_id,activity\r1,A_SUBMITTED\r", "its lines end with CR alone"),
    ])
    func `a table that is written in another way is told so`(text: String, reason: String)
        async throws
    {
        let folder = TemporaryFolder()
        let outcome = try await Fixture.importLoans(folder.file("t.csv", text), into: folder.path)
        expectTrue(outcome.code == 1 && outcome.err.contains(reason), "\(outcome.err)")
    }

    @Test(arguments: ["--jsonl", "--wizard"])
    func `a line without an end is not held whole`(_ option: String) async throws {
        let folder = TemporaryFolder()
        let file = folder.file("lines", String(repeating: "x", count: 5 << 20))
        let data = folder.path + "/data"
        let outcome = try await Onboard.run("import", option, file, "--json", "--data", data)
        expectTrue((outcome.code, outcome.complaint) == (1, "import.line_too_long"))
    }

    @Test func `a flow file that is wrong is refused with what is wrong`() async throws {
        let folder = TemporaryFolder()
        let flow = folder.file("f.json", #"{"flow": "Loan", "stages": []}"#)
        let outcome = try await Onboard.run(
            "import", "--flow", flow, "--csv", Fixture.sample, "--subject", "case_id", "--event",
            "activity", "--time", "occurred_at", "--data", folder.path)
        expectEqual(outcome.code, 2)
        expectTrue(outcome.err.contains("/flow"))
        expectTrue(outcome.err.contains("/stages"))
    }

    @Test func `a table needs its columns named`() async throws {
        let outcome = try await Onboard.run("import", "--csv", "x.csv", "--flow", "f.json")
        expectEqual(outcome.code, 2)
        expectTrue(outcome.err.contains("--csv needs --subject as well"))
        try await expectTrue(
            Onboard.run("import").err.contains("give one of --csv, --jsonl, --wizard"))
    }

    // MARK: Lines

    @Test func `lines come out whole, however the bytes came in`() {
        var splitter = LineSplitter()
        var lines: [String] = []
        for byte in Array("one\ntwo\n\nlast".utf8) {
            splitter.feed([byte])
            while let line = splitter.next() { lines.append(String(decoding: line, as: UTF8.self)) }
        }
        splitter.end()
        while let line = splitter.next() { lines.append(String(decoding: line, as: UTF8.self)) }
        expectEqual(lines, ["one", "two", "", "last"])
    }
}
