import Digest
import SQLite
import Time

/// What is wrong with the log, and where.
public struct ChainDefect: Error, Sendable, Hashable {
    public enum Kind: String, Sendable {
        /// An event is missing: positions jump.
        case gap
        /// A stream's versions do not go up by one.
        case versionOrder
        /// The hash does not follow from the event and the one before it.
        case hashMismatch
        /// The event was recorded before the one ahead of it.
        case timeOrder
        /// The log ends before its anchor, or holds another event there.
        case anchorMismatch
        /// A stored subtree root does not follow from the events.
        case merkleMismatch
        /// Personal data is gone, and the log tells of no erasure.
        case unexplainedErasure
        /// What an erasure left of an event is not what the erasure says.
        case remainsMismatch
    }

    public let kind: Kind
    /// The first bad position.
    public let position: GlobalPosition
    public let explanation: String
}

/// Recomputes every hash of the log (contract L11); give it the events in order.
package struct ChainVerification {
    private var head = ChainHead()
    private var versions: [Int64: Int64] = [:]
    private var scratch: [UInt8] = []
    private var merkle = MerkleFrontier()
    private var erasures = ErasureCheck()

    package init() {}

    /// Checks the next event against all before it.
    ///
    /// - Parameter erasure: the erasure that it tells of.
    package mutating func check(
        _ event: RecordedEvent, streamID: Int64, erasure: RecordedErasure? = nil
    ) throws(ChainDefect) {
        let position = event.position.rawValue
        guard position == head.position + 1 else {
            throw ChainDefect(
                kind: .gap, position: GlobalPosition(rawValue: head.position + 1),
                explanation: "after position \(head.position) comes \(position)")
        }
        let version = (versions[streamID] ?? 0) + 1
        guard event.version.rawValue == version else {
            throw defect(.versionOrder, event, "\(event.stream) should be at version \(version)")
        }
        guard event.recordedAt.milliseconds >= head.recordedAt else {
            throw defect(.timeOrder, event, "it was recorded before the event ahead of it")
        }
        guard event.isCovered,
            event.expectedHash(after: head.hash, scratch: &scratch) == event.hash
        else {
            throw defect(.hashMismatch, event, "its hash does not follow from what it says")
        }
        versions[streamID] = version
        head = ChainHead(
            position: position, hash: event.hash, recordedAt: event.recordedAt.milliseconds)
        merkle.append(MerkleTree.leafHash(event.hash))
        erasures.note(event, erasure)
    }

    /// Checks what only the whole log can tell: that what is gone was erased.
    package func finish() throws(ChainDefect) { try erasures.finish() }

    /// The root over everything checked so far.
    package var merkleRoot: SHA256Digest { merkle.root }

    private func defect(_ kind: ChainDefect.Kind, _ event: RecordedEvent, _ why: String)
        -> ChainDefect
    {
        ChainDefect(kind: kind, position: event.position, explanation: why)
    }
}

extension LogReader {
    /// Verifies the whole log: positions, versions, times, hashes, anchor and Merkle root.
    ///
    /// - Parameters:
    ///   - erasure: reads an erasure out of the event that tells of it.
    ///   - progress: told every few thousand events how many are done.
    /// - Returns: how many events there are, and the root over them.
    package func verify(
        directory: DataDirectory, erasure: ErasureReading = { _ in nil },
        progress: (Int64) -> Void
    ) throws -> (count: Int64, root: SHA256Digest) {
        let anchor = AnchorFile.read(in: directory)
        return try snapshot {
            let last = try head().position
            var verification = ChainVerification()
            try scan(after: 0) { row in
                let event = try recorded(row)
                try verification.check(
                    event, streamID: row.streamID, erasure: try erasure(event))
                if row.position % 4096 == 0 { progress(row.position) }
                return true
            }
            try verification.finish()
            do { try ChainHead.load(connection).check(against: anchor, connection) } catch {
                guard let failure = error as? LogFailure, failure.code == .anchorMismatch else {
                    throw error
                }
                throw ChainDefect(
                    kind: .anchorMismatch, position: last.next, explanation: failure.explanation)
            }
            guard try merkleRoot(size: last) == verification.merkleRoot else {
                throw ChainDefect(
                    kind: .merkleMismatch, position: .start.next,
                    explanation: "a stored subtree root does not follow from the events")
            }
            return (last.rawValue, verification.merkleRoot)
        }
    }
}
