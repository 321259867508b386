import Foundation
import JSON
import TestSupport
import Testing

@testable import onboard

/// A ledger whose file is removed under a running server: the process is all that has it (L1, L16).
@Suite("Serve, moved file", .timeLimit(.minutes(3))) struct ServeMovedFileTests {
    private let folder = TemporaryFolder()

    private var data: String { folder.path + "/data" }

    private func start(_ number: Int, _ server: RunningServer) throws -> ServerAnswer {
        var request = ServerRequest(
            "POST", "/v1/onboarding/start",
            body: Array(
                #"{"email":"person\#(number)@example.com","planDescriptor":"starter"}"#.utf8))
        request.fields = [("Content-Type", "application/json")]
        return try HTTPConnection(.loopback(port: server.port)).answer(to: request)
    }

    /// Copies what a process has open of the log into a directory, as its log says.
    private func save(from process: Int32, into target: String) throws {
        let files = FileManager.default
        try files.createDirectory(atPath: target, withIntermediateDirectories: true)
        let descriptors = "/proc/\(process)/fd"
        for name in try files.contentsOfDirectory(atPath: descriptors) {
            let place = "\(descriptors)/\(name)"
            let link = (try? files.destinationOfSymbolicLink(atPath: place)) ?? ""
            for file in ["ledger.sqlite", "ledger.sqlite-wal"] {
                guard [file, file + " (deleted)"].contains(where: { link.hasSuffix("/" + $0) })
                else { continue }
                let bytes = try required(files.contents(atPath: place))
                try bytes.write(to: URL(fileURLWithPath: "\(target)/\(file)"))
            }
        }
    }

    @Test(arguments: [false, true])
    func `it stays, takes nothing more, says how to save all events, and ends with 3`(
        isDirectoryGone: Bool
    ) async throws {
        let server = try await RunningServer(data)
        for number in 0..<5 { try expectEqual(start(number, server).status, 200) }
        let gone = isDirectoryGone ? data : data + "/ledger.sqlite"
        try FileManager.default.removeItem(atPath: gone)
        try expectEqual(start(5, server).status, 503)
        let ready = try HTTPConnection(.loopback(port: server.port))
            .answer(to: ServerRequest("GET", "/readyz"))
        expectEqual(ready.status, 503)
        expectTrue(String(decoding: ready.body, as: UTF8.self).contains("moved or removed"))
        if !isDirectoryGone {
            let told = try await Onboard.run("doctor", "--json", "--data", data).json
            expectEqual(told["findings"]?.arrayValue?.count { $0["subject"] == "files" }, 1)
        }
        while !server.log.contains("ls -l /proc/\(server.processID)/fd") { await Task.yield() }

        let saved = folder.path + "/saved"
        try save(from: server.processID, into: saved)
        try await expectEqual(server.stop(), 3)
        expectTrue(server.log.contains("its ledger.sqlite is not in its place"), "\(server.log)")
        let again = try await RunningServer(saved)
        try await expectEqual(again.stop(), 0)
        try await expectEqual(Onboard.run("verify", "--data", saved).code, 0)
        let events = try await Onboard.run("log", "--json", "--data", saved).jsonLines
        expectEqual(events.count { $0["type"] == "SignUpStarted" }, 5)
        if isDirectoryGone { return }
        let missed = try await Onboard.run("verify", "--data", data)
        expectTrue(
            missed.code == 3 && missed.err.contains("ledger.sqlite is gone"), "\(missed.err)")
    }
}
