import Digest
import SQLite

/// A log whose every event is as it was recorded.
public struct VerifiedLog: Sendable, Hashable {
    public let eventCount: Int64
    /// The root of the Merkle tree over all of them.
    public let root: SHA256Digest
    /// The position that the anchor vouches for; nil without an anchor, when nobody can tell
    /// whether the log's end was cut off.
    public let anchoredPosition: Int64?
}

extension LogReader {
    /// What a damaged file, which does not tell how long it is, may have at most: bounds memory.
    private static let unknownSizeMax: Int64 = 1 << 24

    /// Verifies the whole log: positions, versions, times, hashes, names, Merkle tree and anchor.
    ///
    /// - Parameter erasures: how erasures are read out of the events that tell of them.
    /// - Parameter published: a size and root that the log must extend.
    /// - Parameter watching: given each row once it was found to be in order.
    /// - Parameter progress: told every few thousand events how many of how many are done; what it
    ///   throws ends the work.
    /// - Throws: `ChainDefect` for the first thing that is wrong.
    package func verify(
        directory: DataDirectory, erasures: ErasureReading = .none,
        published: (size: GlobalPosition, root: SHA256Digest)? = nil,
        watching: (EventCursor) throws -> Void = { _ in },
        progress: (_ done: Int64, _ total: Int64) throws -> Void
    ) throws -> VerifiedLog {
        let anchor = try AnchorFile.read(in: directory)
        return try snapshot {
            var verification = try ChainVerification(self, size: try sizeOrBound(), erasures)
            do {
                let size = verification.size
                try checkBeginning()
                try scan(after: 0) { row in
                    try verification.check(row)
                    try watching(row)
                    if row.position % 4096 == 0 { try progress(row.position, size) }
                    return true
                }
                let end = GlobalPosition(rawValue: verification.head.position)
                if case .anchor(let anchor) = anchor { try check(anchor, end: end.next) }
                try verification.finish()
                if let published { try check(published, size: end) }
                if anchor == .broken { throw Self.brokenAnchor(end: end.next) }
            } catch let error where Self.isDamage(error) {
                throw ChainDefect(
                    kind: .unreadable,
                    position: GlobalPosition(rawValue: verification.head.position + 1),
                    explanation: "the file cannot be read on: \(error)")
            }
            let count = verification.head.position
            try progress(count, count)
            return VerifiedLog(
                eventCount: count, root: verification.merkleRoot,
                anchoredPosition: anchor.position)
        }
    }

    /// Nothing may stand before the first position, where no walk over the log looks.
    private func checkBeginning() throws {
        let first = try connection.integer("SELECT position FROM event ORDER BY position LIMIT 1")
        guard let first, first < 1 else { return }
        throw ChainDefect(
            kind: .gap, position: GlobalPosition(rawValue: 1),
            explanation: "before position 1 stands an event at \(first)")
    }

    /// The log's length, or a bound where the file is too damaged to tell.
    private func sizeOrBound() throws -> Int64 {
        do { return try head().position.rawValue } catch let error where Self.isDamage(error) {
            return Self.unknownSizeMax
        }
    }

    private func check(_ anchor: Anchor, end: GlobalPosition) throws {
        do { try ChainHead.load(connection).check(against: anchor, connection) } catch {
            guard let failure = error as? LogFailure, failure.code == .anchorMismatch else {
                throw error
            }
            throw ChainDefect(
                kind: .anchorMismatch,
                position: min(end, GlobalPosition(rawValue: anchor.position)),
                explanation: failure.explanation)
        }
    }

    private static func brokenAnchor(end: GlobalPosition) -> ChainDefect {
        ChainDefect(
            kind: .brokenAnchor, position: end,
            explanation: "its last write was cut, or it was changed; every event that is there is "
                + "as it was recorded")
    }

    private func check(
        _ published: (size: GlobalPosition, root: SHA256Digest), size: GlobalPosition
    ) throws {
        guard published.size <= size else {
            throw ChainDefect(
                kind: .headMismatch, position: size.next,
                explanation: "it has \(size) events, and that head is of \(published.size)")
        }
        guard try merkleRoot(size: published.size) == published.root else {
            throw ChainDefect(
                kind: .headMismatch, position: GlobalPosition(rawValue: 1),
                explanation: "its first \(published.size) events have another Merkle root")
        }
    }

    /// What the file's state is to blame for, and so is a defect rather than a failure of the
    /// check.
    private static func isDamage(_ error: any Error) -> Bool {
        switch error {
        case let error as SQLiteError: error.code == .corrupt || error.code == .inputOutput
        case let failure as LogFailure: failure.code == .damaged || failure.code == .inputOutput
        default: false
        }
    }
}

extension AnchorFile.Reading {
    fileprivate var position: Int64? {
        if case .anchor(let anchor) = self { anchor.position } else { nil }
    }
}
