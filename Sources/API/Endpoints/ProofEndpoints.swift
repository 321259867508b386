import HTTPServer
import JSON
import OnboardingLedger

/// The head, and proofs over the log's Merkle tree (contracts section 8, L12). The roots that they
/// lead to are the head's; a leaf is the hash over a zero byte and the event's hash (RFC 9162).
enum ProofEndpoints {
    static let routes = [
        Route(
            .get, "/v1/ledger/head", .scope(.auditRead),
            "The log's end with its hash and Merkle root.", later: head),
        Route(
            .get, "/v1/ledger/proof/{position}", .scope(.auditRead),
            "The path that proves an event to lie in the log.", later: inclusion),
        Route(
            .get, "/v1/ledger/consistency", .scope(.auditRead),
            "The path that proves the log to extend an earlier one.", later: consistency),
    ]

    /// `{size, root, hash, recordedAt}`; the time is null for an empty log.
    private static func head(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        try call.requireNoQuery()
        let head = try await core.ledger.head()
        return .json(JSONWriter.encode { head.write(to: &$0) })
    }

    /// L12: `{position, size, leaf, path}`; 404 `ledger.position_not_found` for a position or size
    /// that the log has not.
    private static func inclusion(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        guard let position = Int64(call.parameters["position"]) else {
            throw Problem(.positionNotFound, "A position is a whole number from 1 on.")
        }
        var query = QueryForm(call.request, known: ["size"])
        query.refuseEmpty()
        let size = query.integer("size", in: 1...Int64.max)
        if let size, size < position { query.refuse("size", "is below the position, \(position)") }
        try query.check()
        let proof = try await core.ledger.inclusionProof(
            of: GlobalPosition(rawValue: position), size: size.map(GlobalPosition.init))
        return .json(
            JSONWriter.encode(reserving: 4096) { writer in
                writer.object { writer in
                    writer.member("position", proof.position.rawValue)
                    writer.member("size", proof.size.rawValue)
                    writer.member("leaf", proof.leaf.hex)
                    LedgerProof.write(path: proof.path, to: &writer)
                }
            })
    }

    /// L12: `{from, to, path}`; without `to` the log as it is. 400 when `from` is above `to`.
    private static func consistency(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        var query = QueryForm(call.request, known: ["from", "to"])
        query.refuseEmpty()
        let from = query.integer("from", in: 1...Int64.max)
        let to = query.integer("to", in: 1...Int64.max)
        if query.text("from") == nil { query.refuse("from", "is required: a size of the log") }
        if let from, let to, from > to { query.refuse("from", "is above to, \(to)") }
        try query.check()
        let proof = try await core.ledger.consistencyProof(
            from: GlobalPosition(rawValue: from ?? 0), to: to.map(GlobalPosition.init))
        return .json(
            JSONWriter.encode(reserving: 4096) { writer in
                writer.object { writer in
                    writer.member("from", proof.from.rawValue)
                    writer.member("to", proof.to.rawValue)
                    LedgerProof.write(path: proof.path, to: &writer)
                }
            })
    }
}
