import Digest
import EventLog
import JSON
import Onboarding
import OnboardingLedger
import Time

/// Where an import's batches go: into our own ledger, or to the server that holds it.
@MainActor final class ImportDoor {
    private enum Way {
        case own(Ledger, ImportSession)
        case server(ControlClient)
    }

    private let door: WritingDoor
    private let way: Way
    /// The correlation id of what this import appends.
    private let importID: String

    init(_ door: WritingDoor, importID: String) {
        self.door = door
        self.importID = importID
        way =
            switch door {
            case .own(let ledger): .own(ledger, ImportSession(ledger, correlationID: importID))
            case .server(let server): .server(server)
            }
    }

    /// The same form again changes nothing.
    func declareFlow(_ file: [UInt8]) async throws {
        try await door.declareFlow(file, requestID: importID)
    }

    /// Appends a batch of rows in one transaction.
    func add(_ rows: [ImportRow]) async throws -> ImportCounts {
        switch way {
        case .own(_, let session): return try await session.add(rows)
        case .server(let server):
            var body: [UInt8] = []
            var writer = JSONWriter(reserving: 1024)
            for row in rows {
                writer.removeAll()
                Self.write(row, to: &writer)
                body += writer.bytes + [UInt8(ascii: "\n")]
            }
            let path = "/control/imports/\(importID)/rows"
            return try Self.counts(
                server.ask("POST", path, body: body, type: "application/x-ndjson"))
        }
    }

    /// Takes over what an earlier wizard kept, in one transaction.
    ///
    /// - Parameter lines: the rows as they were read, for a server that reads them itself.
    func add(_ rows: [WizardProgressRow], lines: [[UInt8]]) async throws -> ImportCounts {
        switch way {
        case .own(let ledger, _):
            // Importing completes nobody, so that there is nothing to tell an identity provider.
            return try await Wizards(ledger: ledger, identity: NoIdentitySync())
                .importProgress(rows, correlationID: importID)
        case .server(let server):
            let body = Array(lines.joined(separator: [UInt8(ascii: "\n")]))
            return try Self.counts(
                server.ask(
                    "POST", "/control/imports/\(importID)/wizard", body: body,
                    type: "application/x-ndjson"))
        }
    }

    /// Takes in exported lines, the first of which has the number `firstLine`.
    func restore(_ lines: [[UInt8]], firstLine: Int) async throws -> ImportCounts {
        switch way {
        case .own(let ledger, _): return try await ledger.restore(lines, firstLine: firstLine)
        case .server(let server):
            let body = Array(lines.joined(separator: [UInt8(ascii: "\n")]))
            return try Self.counts(
                server.ask(
                    "POST", "/control/restore?firstLine=\(firstLine)", body: body,
                    type: "application/x-ndjson"))
        }
    }

    /// Says that the last line of an export was taken in, so that jobs go on.
    func finishRestore() async throws {
        switch way {
        case .own(let ledger, _): try await ledger.finishRestore()
        case .server(let server): _ = try server.ask("DELETE", "/control/restore")
        }
    }

    /// Lets the server forget what it remembers of this import.
    func finish() throws {
        guard case .server(let server) = way else { return }
        _ = try server.ask("DELETE", "/control/imports/\(importID)")
    }

    /// A row as the control socket reads it.
    private static func write(_ row: ImportRow, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("line", row.line)
            writer.member("stream", row.stream.name)
            writer.member("actor") { row.actor.write(to: &$0) }
            writer.member("type", row.event.type.name)
            writer.member("occurredAt", row.event.occurredAt?.rfc3339)
            writer.member("data", raw: row.event.data)
        }
    }

    /// - Throws: `malformed` for an answer without both numbers.
    private static func counts(_ answer: JSONValue) throws(ConnectionFailure) -> ImportCounts {
        guard let appended = answer["appended"]?.intValue, let skipped = answer["skipped"]?.intValue
        else { throw .malformed }
        var counts = ImportCounts()
        (counts.appended, counts.skipped) = (appended, skipped)
        return counts
    }
}
