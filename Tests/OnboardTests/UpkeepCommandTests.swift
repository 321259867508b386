import Foundation
import JSON
import TestSupport
import Testing

@testable import onboard

/// `erase`, `export --format`, `backup`, `restore` and `doctor` as people run them (L14, L15, L16).
@Suite("Upkeep commands", .serialized, .timeLimit(.minutes(5))) struct UpkeepCommandTests {
    private let folder = TemporaryFolder()

    private var data: String { folder.path + "/data" }

    private static let row = """
        case_id,activity,occurred_at,resource,email
        900001,A_SUBMITTED,2026-01-02T03:04:05Z,User_1,ada@example.org
        900002,A_SUBMITTED,2026-01-02T03:04:06Z,User_1,bob@example.org

        """

    /// Two loans, whose table says an email that no flow counts by.
    private func importLoans() async throws {
        let csv = folder.file("loans.csv", Self.row)
        let outcome = try await Fixture.importLoans(csv, into: data, "--attribute", "email")
        try required(outcome.code == 0, "\(outcome.err)")
    }

    @Test(arguments: [nil, "no database"])
    func `lost read models are told from a lost log, and made anew`(_ rest: String?) async throws {
        let folder = TemporaryFolder()
        let data = "\(folder.path)/data"
        try required(try await Fixture.importLoans(Fixture.sample, into: data).code == 0)
        for name in ["views.sqlite", "views.sqlite-wal", "views.sqlite-shm"] {
            try? FileManager.default.removeItem(atPath: "\(data)/\(name)")
        }
        if let rest {
            let text = Data(String(repeating: rest, count: 1000).utf8)
            try text.write(to: URL(fileURLWithPath: "\(data)/views.sqlite"))
        }
        let refused = try await Onboard.run("verify", "--data", data)
        expectEqual(refused.code, 3)
        expectTrue(refused.err.contains("The read models"))
        expectTrue(refused.err.contains("onboard rebuild"))
        try await expectEqual(Onboard.run("rebuild", "--data", data).code, 0)
        try await expectEqual(Onboard.run("verify", "--data", data).code, 0)
    }

    @Test func `a stream's person is erased alone and beside a server, and the receipt stays`()
        async throws
    {
        try await importLoans()
        let alone = try await Onboard.run(
            "erase", "loan-900001", "--reason", "Asked for it", "--data", data, "--json")
        expectEqual(alone.code, 0, "\(alone.err)")
        expectTrue(alone.json["streams"] == ["loan-900001"] && alone.json["events"] == 1)
        for reason in ["  ", "\u{1B}[31mred"] {
            let refused = try await Onboard.run(
                "erase", "loan-900001", "--reason", reason, "--data", data)
            expectEqual(refused.code, 2)
            expectTrue(refused.err.contains("is not a reason of 1 to 500"), "\(refused.err)")
        }
        let server = try await RunningServer(data)
        let beside = try await Onboard.run(
            "erase", "bob@example.org", "--reason", "Asked for it", "--data", data, "--json")
        expectEqual(beside.code, 0, "\(beside.err)")
        let id = try required(beside.json["id"]?.stringValue)
        let receipt = try await Onboard.run("erase", id, "--receipt", "--data", data)
        expectTrue(receipt.code == 0 && receipt.out.contains("Because      Asked for it"))
        expectTrue(receipt.out.contains("Only the email went from loan-900002"), "\(receipt.out)")
        expectTrue(receipt.out.contains("onboard erase 'loan-900002' --reason TEXT"))
        expectEqual(beside.json["mentionedIn"], [["stream": "loan-900002"]])
        let again = try await Onboard.run(
            "erase", "bob@example.org", "--reason", "Again", "--data", data, "--json")
        expectTrue(again.code == 0 && again.json["alreadyErased"] == true)
        expectEqual(again.json["id"], beside.json["id"])
        let show = try await Onboard.run("show", "loan-900002", "--data", data)
        expectTrue(show.out.contains("Personal data was erased on"), "\(show.out)")
        try await checkLog(of: "loan-900002")
        try await expectEqual(server.stop(), 0)
        let verified = try await Onboard.run("verify", "--data", data)
        expectEqual(verified.code, 0, "\(verified.err)")
        for name in try FileManager.default.contentsOfDirectory(atPath: data) {
            let bytes = FileManager.default.contents(atPath: "\(data)/\(name)") ?? Data()
            expectNil(bytes.range(of: Data("@example.org".utf8)), "\(name)")
        }
    }

    @Test func `show and blame say erased for what was, and of no field that it never was`()
        async throws
    {
        let server = try await RunningServer(data)
        let body = #"{"email":"ada@example.org","planDescriptor":"starter"}"#
        var request = ServerRequest("POST", "/v1/onboarding/start", body: Array(body.utf8))
        request.fields.append(("Content-Type", "application/json"))
        let started = try HTTPConnection(.loopback(port: server.port)).answer(to: request)
        expectEqual(started.status, 200)
        let found = try await Onboard.run("show", "ada@example.org", "--json", "--data", data)
        let stream = try required(found.json["stream"]?.stringValue)
        let erased = try await Onboard.run("erase", stream, "--reason", "Asked", "--data", data)
        expectEqual(erased.code, 0, "\(erased.err)")
        for command in ["show", "blame"] {
            let table = try await Onboard.run(command, stream, "--data", data).out
            let email = table.split(separator: "\n").first { $0.hasPrefix("email ") }
            expectEqual(email?.contains(" erased"), true, "\(table)")
        }
        let state = try await Onboard.run("show", stream, "--json", "--data", data).json["state"]
        expectEqual(state?["email"], "")
        let none = try await Onboard.run("blame", stream, "--field", "city", "--data", data)
        expectTrue(none.code == 1 && none.err.contains("if it ever had one, an erasure took it"))
        expectTrue(none.err.contains("Personal data was erased on") && none.err.contains("Asked"))
        try await expectEqual(server.stop(), 0)
    }

    /// The log says of an erased event who erased it, when and why (L6, L14).
    private func checkLog(of stream: String) async throws {
        let arguments = ["log", "--stream", stream, "--order", "asc", "--data", data]
        let table = try await Onboard.run(arguments)
        expectTrue(table.out.contains("personal data erased on 20"), "\(table.out)")
        expectTrue(table.out.contains(": Asked for it"))
        let lines = try await Onboard.run(arguments + ["--json"]).jsonLines
        expectEqual(lines.first?["erased"], true)
        expectEqual(lines.first?["erasure"]?["reason"], "Asked for it")
        expectNotNil(lines.first?["erasure"]?["by"]?["kind"]?.stringValue)
        expectNil(lines.last?["erasure"])
        let values = try await Onboard.run(arguments + ["--format", "csv"])
        let rows = values.out.split(separator: "\r\n")
        expectTrue(rows[0].hasSuffix(",hash,erasedAt,erasedByKind,erasedById,erasedBecause"))
        expectTrue(rows[1].hasSuffix(",Asked for it") && rows.last?.hasSuffix(",,,,") == true)
        let position = lines.first?["position"]?.int64Value ?? 0
        let show = try await Onboard.run("show", "\(position)", "--data", data)
        expectTrue(show.out.contains("because: Asked for it"), "\(show.out)")
    }

    @Test func `who is not known is exit code 1`() async throws {
        try await importLoans()
        let unknown = try await Onboard.run(
            "erase", "nobody@example.org", "--reason", "x", "--data", data, "--json")
        expectTrue(unknown.code == 1 && unknown.complaint == "erasure.subject_not_found")
        for subject in ["", "  "] {
            let empty = try await Onboard.run("erase", subject, "--reason", "x", "--data", data)
            expectTrue(
                empty.code == 2 && empty.err.contains("SUBJECT needs a value"), "\(empty.err)")
        }
        let absent = try await Onboard.run("erase", "none", "--receipt", "--data", data, "--json")
        expectTrue(absent.code == 1 && absent.complaint == "erasure.absent")
    }

    @Test func `cloud events come back, and a cut file is refused with nothing taken in`()
        async throws
    {
        try await importLoans()
        let file = folder.path + "/events.jsonl"
        let made = try await Onboard.run(
            "export", "--format", "cloudevents", "--output", file, "--data", data)
        expectEqual(made.code, 0, "\(made.err)")
        let copy = folder.path + "/copy"
        let whole = try await Onboard.run("import", "--jsonl", file, "--data", copy)
        expectEqual(whole.code, 0, "\(whole.err)")
        let (left, right) = (
            try await Onboard.run("head", "--json", "--data", data),
            try await Onboard.run("head", "--json", "--data", copy)
        )
        expectEqual(left.json, right.json)
        let text = folder.text("events.jsonl")
        let cut = folder.file("cut.jsonl", String(text.prefix(text.count - 40)))
        let other = folder.path + "/other"
        let refused = try await Onboard.run("import", "--jsonl", cut, "--data", other, "--json")
        expectTrue(refused.code == 1 && refused.complaint == "import.line")
        expectTrue(refused.err.contains("Line 3"), "\(refused.err)")
        expectTrue(refused.err.contains("Nothing was taken in."), "\(refused.err)")
        expectFalse(FileManager.default.fileExists(atPath: other))
    }

    @Test func `a backup made beside a server is restored, and the doctor finds it well`()
        async throws
    {
        try await importLoans()
        let server = try await RunningServer(data)
        let backup = folder.path + "/backup"
        let made = try await Onboard.run("backup", backup, "--data", data, "--json")
        expectTrue(made.code == 0 && made.json["size"] == 3, "\(made.err)")
        let doctor = try await Onboard.run("doctor", "--data", data, "--json")
        expectTrue(doctor.code == 0 && doctor.json["ok"] == true, "\(doctor.out)")
        try await expectEqual(server.stop(), 0)
        // Where it lies, its log is checked, and nothing is made beside it.
        let files = try FileManager.default.contentsOfDirectory(atPath: backup)
        let checked = try await Onboard.run("verify", "--data", backup, "--json")
        expectTrue(checked.code == 0 && checked.json["root"] == made.json["root"], "\(checked.err)")
        expectTrue(checked.json["backup"] == true && checked.json["claims"] == nil)
        let well = try await Onboard.run("doctor", "--data", backup, "--json")
        expectTrue(well.code == 0 && well.json["ok"] == true, "\(well.out)")
        let left = try FileManager.default.contentsOfDirectory(atPath: backup)
        expectEqual(Set(left), Set(files))
        let manifest = URL(fileURLWithPath: backup + "/backup.json")
        let said = try Data(contentsOf: manifest)
        let root = try required(made.json["root"]?.stringValue)
        let other = String(decoding: said, as: UTF8.self)
            .replacing(root, with: String(repeating: "0", count: 64))
        try Data(other.utf8).write(to: manifest)
        let differs = try await Onboard.run("verify", "--data", backup, "--json")
        expectTrue(differs.code == 1 && differs.complaint == "backup.differs", "\(differs.err)")
        try said.write(to: manifest)
        let new = folder.path + "/new"
        let restored = try await Onboard.run("restore", backup, "--data", new, "--json")
        expectTrue(restored.code == 0 && restored.json == made.json, "\(restored.err)")
        let again = try await Onboard.run("restore", backup, "--data", new, "--json")
        expectTrue(again.code == 1 && again.complaint == "backup.not_empty")
        let verified = try await Onboard.run("verify", "--data", new)
        expectEqual(verified.code, 0, "\(verified.err)")
    }

    @Test func `one file, as a server gives it, is restored, and refused with another root`()
        async throws
    {
        try await importLoans()
        let backup = folder.path + "/backup"
        let made = try await Onboard.run("backup", backup, "--data", data, "--json")
        let (file, new) = (backup + "/ledger.sqlite", folder.path + "/new")
        let wrong = try await Onboard.run(
            "restore", file, "--root", String(repeating: "0", count: 64), "--data", new, "--json")
        expectTrue(wrong.code == 1 && wrong.complaint == "backup.differs")
        let root = made.json["root"]?.stringValue ?? ""
        let directory = try await Onboard.run("restore", backup, "--root", root, "--data", new)
        expectEqual(directory.code, 2)
        let right = try await Onboard.run(
            "restore", file, "--root", root, "--data", new, "--json")
        expectTrue(right.code == 0 && right.json["size"] == 3, "\(right.err)")
        expectEqual(right.json["root"]?.stringValue, root)
        let verified = try await Onboard.run("verify", "--data", new)
        expectEqual(verified.code, 0, "\(verified.err)")
    }

    @Test func `a backup that is none is named, with what is wrong with it`() async throws {
        try await importLoans()
        let (backup, new) = (folder.path + "/backup", folder.path + "/new")
        _ = try await Onboard.run("backup", backup, "--data", data)
        let whole = FileManager.default.contents(atPath: backup + "/ledger.sqlite") ?? Data()
        let cut = folder.path + "/cut.sqlite"
        try whole.prefix(20_000).write(to: URL(fileURLWithPath: cut))
        try whole.prefix(20_000).write(to: URL(fileURLWithPath: backup + "/ledger.sqlite"))
        let blank = folder.file("blank.sqlite", "")
        let empty = folder.path + "/empty"
        try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
        for (path, code, reason) in [
            (blank, "backup.damaged", "It is empty."),
            (cut, "backup.damaged", "database disk image is malformed"),
            (folder.file("text", "hello"), "backup.damaged", "file is not a database"),
            (backup, "backup.damaged", "It has 20000 of \(whole.count) bytes."),
            (empty, "backup.absent", "holds no backup"),
            (folder.path + "/none", "file.unreadable", "No such file"),
        ] {
            let refused = try await Onboard.run("restore", path, "--data", new, "--json")
            expectTrue(refused.code == 1 && refused.complaint == code, "\(refused.err)")
            expectTrue(refused.err.contains(path) && refused.err.contains(reason), "\(refused.err)")
            expectFalse(FileManager.default.fileExists(atPath: new + "/ledger.sqlite"))
        }
    }

    @Test func `a link to a backup's file is followed, and the backup stays as it is`()
        async throws
    {
        try await importLoans()
        let (backup, new) = (folder.path + "/backup", folder.path + "/new")
        _ = try await Onboard.run("backup", backup, "--data", data)
        let link = folder.path + "/latest"
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: "backup/ledger.sqlite")
        let restored = try await Onboard.run("restore", link, "--data", new)
        expectEqual(restored.code, 0, "\(restored.err)")
        let facts = try FileManager.default.attributesOfItem(atPath: new + "/ledger.sqlite")
        expectTrue(facts[.type] as? FileAttributeType == .typeRegular)
    }

    @Test func `an export that was cut at a line's end is refused by a head that is known (L15)`()
        async throws
    {
        try await importLoans()
        let export = folder.path + "/all.jsonl"
        _ = try await Onboard.run("export", "--output", export, "--data", data)
        let head = try await Onboard.run("head", "--json", "--data", data)
        let known = folder.file("head.json", head.out)
        let lines = folder.text("all.jsonl").split(separator: "\n")
        let cut = folder.file("cut.jsonl", lines.dropLast().map { $0 + "\n" }.joined())
        let new = folder.path + "/new"
        let arguments = ["--data", new, "--json", "--head", known]
        let refused = try await Onboard.run(["import", "--jsonl", cut] + arguments)
        expectTrue(refused.code == 1 && refused.complaint == "import.line")
        expectTrue(refused.err.contains("before 3"), "\(refused.err)")
        expectFalse(FileManager.default.fileExists(atPath: new + "/ledger.sqlite"))
        let piped = try await Onboard.run(["import", "--jsonl", "-"] + arguments, input: "")
        expectEqual(piped.code, 2)
        let whole = try await Onboard.run(["import", "--jsonl", export] + arguments)
        expectEqual(whole.code, 0, "\(whole.err)")
        expectEqual(whole.json["end"]?["position"], 3)
        expectEqual(whole.json["end"]?["hash"], head.json["hash"])
        // Again: nothing is new, and the head is the ledger's own.
        let again = try await Onboard.run(["import", "--jsonl", cut] + arguments)
        expectTrue(again.code == 0 && again.json["skipped"] == 2, "\(again.err)")
        let other = folder.file(
            "other.json", #"{"size":3,"hash":"\#(String(repeating: "0", count: 64))"}"#)
        let wrong = try await Onboard.run(
            ["import", "--jsonl", export, "--data", folder.path + "/third", "--head", other])
        expectTrue(wrong.code == 1 && wrong.err.contains("another event"), "\(wrong.err)")
    }

    @Test func `the doctor names what is wrong with a command, and fails`() async throws {
        try await importLoans()
        let path = data + "/ledger.sqlite"
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        let sick = try await Onboard.run("doctor", "--data", data)
        expectTrue(sick.code == 1 && sick.out.contains("chmod 600 \(path)"), "\(sick.out)")
        let file = try await Onboard.run("doctor", "--data", path)
        expectTrue(file.out.contains("it is no directory") && !file.out.contains("serve --data"))
        let nothing = try await Onboard.run("doctor", "--data", folder.path + "/none", "--json")
        expectTrue(nothing.code == 1 && nothing.json["ok"] == false)
    }
}
