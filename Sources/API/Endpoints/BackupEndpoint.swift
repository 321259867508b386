import HTTPServer
import JSON
import OnboardingLedger

/// A consistent copy of the log as a download, while it is served; `onboard restore` takes it
/// (contracts L16, L17).
enum BackupEndpoint {
    static let routes = [
        Route(
            .get, "/v1/admin/backup", .scope(.admin), isPersonal: true,
            "A consistent copy of the log, for onboard restore.", later: backup)
    ]

    static let mediaType = "application/vnd.sqlite3"
    /// Bytes that are read and sent at a time.
    private static let pieceBytes = 256 << 10

    /// L16. `Onboard-Size` and `Onboard-Root` say what the copy must be. 409 `ledger.work_running`
    /// while another copy is made or sent: each takes as much of the disk as the log.
    private static func backup(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        try call.requireNoQuery()
        let snapshot = try await core.ledger.snapshot()
        let actor = call.actor(as: .admin)
        core.log(
            LogLine(
                .info, "backup taken", requestID: call.requestID,
                [
                    "by": .string("\(actor.kind.word):\(actor.id)"),
                    "size": .number(JSONNumber(snapshot.size.rawValue)),
                ]))
        var fields = HTTPResponse.download(mediaType, "ledger-\(snapshot.size).sqlite")
        fields.set("Onboard-Size", "\(snapshot.size)")
        fields.set("Onboard-Root", snapshot.root.hex)
        return HTTPResponse(
            status: 200, fields: fields,
            body: StreamTask.body("backup", core) { try await send(snapshot, core, $0) })
    }

    private static func send(
        _ snapshot: LedgerSnapshot, _ core: APICore, _ writer: HTTPBodyWriter
    ) async throws {
        var sent: Int64 = 0
        while sent < snapshot.byteCount {
            let piece = try await core.ledger.bytes(of: snapshot, from: sent, count: pieceBytes)
            try await writer.write(piece)
            sent += Int64(piece.count)
        }
    }
}
