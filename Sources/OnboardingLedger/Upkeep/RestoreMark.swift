import EventLog
import Time

/// Says that an export is being taken in, batch by batch, so that the ledger records nothing of its
/// own accord in between: that would stand where the export's next event belongs (contract L15).
///
/// Kept in the vault with each batch, so that it outlives whoever takes the export in. It holds
/// until the restore is declared over, anything else is recorded (the rest cannot come any more),
/// or nobody has gone on for a day.
struct RestoreMark: Sendable, Hashable {
    fileprivate static let key = Array("head".utf8)
    private static let keptSeconds: Int64 = 86_400

    /// Where the last batch ended.
    let head: Int64
    let until: Timestamp

    init(head: GlobalPosition, at now: Timestamp) {
        (self.head, until) = (head.rawValue, now.adding(seconds: Self.keptSeconds))
    }

    /// Nil for what is none.
    init?(_ bytes: [UInt8]) {
        let numbers = String(decoding: bytes, as: UTF8.self).split(separator: " ").map { Int64($0) }
        guard numbers.count == 2, let head = numbers[0], let until = numbers[1] else { return nil }
        (self.head, self.until) = (head, Timestamp(milliseconds: until))
    }

    /// Position and milliseconds since 1970, as text.
    var bytes: [UInt8] { Array("\(head) \(until.milliseconds)".utf8) }

    func holds(at now: Timestamp, head: GlobalPosition) -> Bool {
        until > now && self.head == head.rawValue
    }
}

extension Ledger {
    /// Declares that the last batch of an export was taken in: jobs go on. Where the export told of
    /// erasures, it returns once no file holds what they took out, as `erase` does.
    ///
    /// - Throws: `RestoreLineError` for an event that is erased in the export, when nothing in the
    ///   export told of the erasure: where the ledger has more of it, it is as it was.
    public func finishRestore() async throws {
        try await perform { transaction in
            try transaction.writeVault { try $0.remove(.restoreMark, RestoreMark.key) }
        }
        // Also when the files cannot be scrubbed now: the next export has lines of its own.
        let untold = try erasedLines.forgetAll()
        try await scrubInTurn()
        if let untold { throw untold }
    }

    /// Whether an export is being taken in, or the command that did was cut short and may go on.
    package func isBeingRestored() async throws -> Bool {
        let now = clock.now()
        return try await read { try $0.isBeingRestored(at: now) }
    }
}

extension LedgerReader {
    /// Whether an export is being taken in.
    func isBeingRestored(at now: Timestamp) throws -> Bool {
        guard let bytes = try log.vaultValue(.restoreMark, RestoreMark.key),
            let mark = RestoreMark(bytes)
        else { return false }
        return mark.holds(at: now, head: try log.head().position)
    }
}

extension LogReader {
    /// Whether the log ends where an export was cut short, however long ago.
    func isHalfTakenIn() throws -> Bool {
        guard let bytes = try vaultValue(.restoreMark, RestoreMark.key),
            let mark = RestoreMark(bytes)
        else { return false }
        return mark.head == (try head().position.rawValue)
    }
}

extension CommandTransaction {
    /// Remembers how far the export is taken in; the command appends nothing after that.
    func noteRestore() throws {
        let mark = RestoreMark(head: log.headPosition, at: now)
        try writeVault { vault in
            try vault.put(.restoreMark, RestoreMark.key, mark.bytes, expiresAt: mark.until)
        }
    }

    /// Whether an export is being taken in; a command of the same batch may have ended that.
    func isBeingRestored() throws -> Bool {
        guard let bytes = try vaultValue(.restoreMark, RestoreMark.key),
            let mark = RestoreMark(bytes)
        else { return false }
        return mark.holds(at: now, head: log.headPosition)
    }

    /// For what can wait: a job had looked before the export's first batch came.
    func requireNoRestore() throws {
        guard try isBeingRestored() else { return }
        throw LogFailure(
            .overloaded, "An export is being taken in: jobs wait until it is over.",
            hint: "onboard doctor says what to do.")
    }
}
