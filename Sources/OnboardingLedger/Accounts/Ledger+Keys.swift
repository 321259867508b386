import Digest
import EventLog
import Time

/// What an API key may do (contract section 0).
public enum APIScope: String, Sendable, CaseIterable, Codable {
    /// Reads the log: events, streams, proofs, and every session, tenant and profile.
    case auditRead = "audit:read"
    /// Asks funnels, drop-offs, friction and experiments (D1 to D4).
    case analyticsRead = "analytics:read"
    /// Asks the gate and the requirements for any subject (G1, X3).
    case gateRead = "gate:read"
    case admin
    case jobs
    case ingest
}

/// An API key as it is listed; the key itself is shown once, when it is made.
public struct APIKeyFacts: Sendable, Hashable, Codable {
    public let id: String
    public let name: String
    public let scopes: [APIScope]
    /// RFC 3339.
    public let createdAt: String

    /// 1 to 100 characters, one of which can be seen: what a person knows the key by.
    package static func isName(_ text: String) -> Bool {
        (1...100).contains(text.count) && text.contains { !$0.isWhitespace }
    }

    /// What every key begins with, so that one is known where it does not belong.
    package static let keyPrefix = "obk_"
}

/// A name by which nobody would know the key again.
public struct UnfitKeyName: Error, Sendable, Hashable {}

extension Ledger {
    /// Makes an API key; only its SHA-256 digest is kept.
    ///
    /// - Returns: what is listed of it, and the key, which cannot be had again.
    /// - Throws: `UnfitKeyName` unless the name has 1 to 100 characters, one of them visible.
    public func makeKey(name: String, scopes: [APIScope]) async throws -> (APIKeyFacts, key: String)
    {
        guard APIKeyFacts.isName(name) else { throw UnfitKeyName() }
        return try await perform { transaction in
            var bytes: [UInt8] = []
            for _ in 0..<4 {
                let number = transaction.freshNumber()
                bytes += (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
            }
            let key = APIKeyFacts.keyPrefix + Base64URL.encode(bytes)
            let facts = APIKeyFacts(
                id: transaction.freshID().text, name: name, scopes: scopes,
                createdAt: transaction.now.rfc3339)
            let value = try facts.makeVaultBytes()
            try transaction.writeVault { vault in
                try vault.put(.apiKey, SHA256.hash(utf8: key).bytes, value)
            }
            return (facts, key)
        }
    }

    /// What a key may do; nil for one that was never made, or was revoked.
    public func facts(ofKey key: String) async throws -> APIKeyFacts? {
        try await read { reader in try reader.facts(ofKey: key) }
    }

    /// Every API key that was not revoked, oldest first.
    public func keys() async throws -> [APIKeyFacts] {
        try await read { reader in try reader.keys() }
    }

    /// Makes a key useless at once; false when there is none with this id.
    public func revokeKey(id: String) async throws -> Bool {
        let entries = try await read { try $0.log.vaultEntries(.apiKey) }
        let entry = try entries.first { try APIKeyFacts(vaultBytes: $0.1).id == id }
        guard let entry else { return false }
        try await perform { transaction in
            try transaction.writeVault { try $0.remove(.apiKey, entry.0) }
        }
        return true
    }
}

extension LedgerReader {
    /// Every API key, oldest first.
    package func keys() throws -> [APIKeyFacts] {
        try log.vaultEntries(.apiKey).map { try APIKeyFacts(vaultBytes: $0.1) }
            .sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
    }

    /// What a key may do; nil for one that was never made, or was revoked.
    package func facts(ofKey key: String) throws -> APIKeyFacts? {
        try log.vaultValue(.apiKey, SHA256.hash(utf8: key).bytes).map {
            try APIKeyFacts(vaultBytes: $0)
        }
    }
}
