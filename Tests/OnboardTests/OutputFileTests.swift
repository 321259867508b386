import EventLog
import Foundation
import TestSupport
import Testing

@testable import onboard

/// What becomes of the file that `export --output` names (contract L15).
struct OutputFileTests {
    private let folder = TemporaryFolder()

    private var data: String { folder.path + "/data" }

    private func export(_ path: String) async throws -> Onboard.Outcome {
        try await Onboard.run("export", "--output", path, "--data", data)
    }

    /// Imports a few loans and gives what an export of them is.
    private func exported() async throws -> String {
        _ = try await Fixture.importLoans(Fixture.bad, into: data)
        return try await Onboard.run("export", "--data", data).out
    }

    /// The kind of what is there itself, not of what a link leads to.
    private func kind(_ path: String) -> mode_t {
        var facts = stat()
        return unsafe lstat(path, &facts) == 0 ? facts.st_mode & S_IFMT : 0
    }

    private func output(_ path: String) throws -> OutputFile {
        try OutputFile(path: path, sparing: DataDirectory(path: data))
    }

    private func write(_ text: String, _ file: OutputFile) throws {
        try file.write(Array(text.utf8))
    }

    @Test func `a FIFO is written into and stays one`() async throws {
        let whole = try await exported()
        let pipe = folder.path + "/pipe"
        try required(unsafe mkfifo(pipe, 0o600) == 0)
        // Both ends at once, so that nobody waits for the other; the export fits into the FIFO.
        let descriptor = unsafe open(pipe, O_RDWR | O_NONBLOCK | O_CLOEXEC)
        defer { close(descriptor) }
        let outcome = try await export(pipe)
        expectEqual(outcome.code, 0, "\(outcome.err)")
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = unsafe read(descriptor, &bytes, bytes.count)
        expectEqual(String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self), whole)
        expectEqual(kind(pipe), S_IFIFO)
    }

    /// Foundation would follow the first thousand bytes of it.
    @Test func `a long link is followed to its end`() async throws {
        let whole = try await exported()
        let link = folder.path + "/link"
        let text = String(repeating: "./", count: 600) + "target.jsonl"
        try required(unsafe symlink(text, link) == 0)
        let outcome = try await export(link)
        expectEqual(outcome.code, 0, "\(outcome.err)")
        expectEqual(kind(link), S_IFLNK)
        let target = folder.path + "/target.jsonl"
        try expectEqual(String(contentsOfFile: target, encoding: .utf8), whole)
    }

    @Test func `a full disk is storage trouble, exit code 3`() async throws {
        _ = try await exported()
        let outcome = try await export("/dev/full")
        expectEqual(outcome.code, 3, "\(outcome.err)")
        expectTrue(outcome.err.contains("/dev/full cannot be written: the disk is full."))
    }

    /// Only root can put something there in another's name.
    @Test(.enabled(if: geteuid() == 0), arguments: [S_IFLNK, S_IFIFO])
    func `what somebody else put there is not written through`(planted: mode_t) async throws {
        _ = try await exported()
        _ = folder.file("theirs", "old")
        let path = folder.path + "/planted"
        if planted == S_IFLNK {
            try required(unsafe symlink("theirs", path) == 0)
        } else {
            try required(unsafe mkfifo(path, 0o600) == 0)
        }
        try required(unsafe lchown(path, 65_534, 65_534) == 0)
        let reader = unsafe open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)
        defer { close(reader) }
        let outcome = try await export(path)
        expectTrue(outcome.code == 1 && outcome.err.contains("another user"), "\(outcome.err)")
        expectTrue(kind(path) == planted && folder.text("theirs") == "old")
    }

    @Test func `what a link leads to is written, and the link stays`() async throws {
        let whole = try await exported()
        _ = folder.file("old.jsonl", "old")
        for (name, target) in [("link", "old.jsonl"), ("ahead", "sub/new.jsonl")] {
            try FileManager.default.createDirectory(
                atPath: folder.path + "/sub", withIntermediateDirectories: true)
            let link = "\(folder.path)/\(name)"
            try FileManager.default.createSymbolicLink(
                atPath: link, withDestinationPath: target)
            let outcome = try await export(link)
            expectEqual(outcome.code, 0, "\(outcome.err)")
            expectEqual(folder.text(target), whole)
            expectTrue(kind(link) == S_IFLNK && kind("\(folder.path)/\(target)") == S_IFREG)
        }
    }

    @Test func `links that lead in a circle, and directories, are refused with their reason`()
        async throws
    {
        _ = try await exported()
        let circle = folder.path + "/circle"
        try FileManager.default.createSymbolicLink(atPath: circle, withDestinationPath: "circle")
        for (path, reason) in [(circle, "symbolic links"), (folder.path, "Is a directory")] {
            let outcome = try await export(path)
            expectEqual(outcome.code, 1)
            expectTrue(outcome.err.contains(path) && outcome.err.contains(reason), "\(outcome.err)")
        }
    }

    @Test func `no file of the ledger's own is written over`() async throws {
        let text = try await exported()
        let link = folder.path + "/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: data)
        let names = ["ledger.sqlite", "ledger.sqlite-wal", "ledger.anchor", "views.sqlite"]
        for path in names.map({ "\(data)/\($0)" }) + [link + "/ledger.sqlite"] {
            let outcome = try await export(path)
            expectTrue((outcome.code, outcome.err.contains("ledger's own")) == (1, true), "\(path)")
        }
        try await expectEqual(export(data + "/mine.jsonl").code, 0)
        try await expectEqual(Onboard.run("export", "--data", data).out, text)
    }

    @Test func `two at once do not mix, and nobody else's file is touched`() throws {
        let path = folder.path + "/out"
        _ = folder.file("out.part", "mine")
        do {
            let (first, second) = (try output(path), try output(path))
            try write("first ", first)
            try write("second", second)
            try write("first", first)
            try second.finish()
            expectEqual(folder.text("out"), "second")
            try first.finish()
        }
        expectEqual(folder.text("out"), "first first")
        expectEqual(folder.text("out.part"), "mine")
        expectEqual(folder.entries.sorted(), ["out", "out.part"])
    }

    @Test func `what is not finished leaves nothing, and what was there stays`() throws {
        let path = folder.file("out", "old")
        do { try write("new", try output(path)) }
        expectTrue(folder.entries == ["out"] && folder.text("out") == "old")
    }
}
