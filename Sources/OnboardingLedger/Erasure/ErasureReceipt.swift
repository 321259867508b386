import EventLog
import JSON
import Onboarding
import Time

/// What was erased, for the person who asked for it; without anything of it (contract L14).
public struct ErasureReceipt: Sendable, Hashable {
    /// The erasure's id: its stream is `erasure-<id>`.
    public let id: String
    /// Where the log tells of it.
    public let position: GlobalPosition
    public let erasedAt: Timestamp
    public let erasedBy: EventActor
    public let reason: String
    /// The streams that lost something.
    public let streams: [String]
    /// How many events lost something.
    public let eventCount: Int
    /// First and last position of each run of them.
    public let positions: [ClosedRange<Int64>]
    /// How many password hashes, tokens and kept answers went with it.
    public let secretCount: Int
    /// The streams of others that lost nothing but an email of the person: anybody may have typed
    /// it. Where one is the person's own, their user id is to be erased too.
    public var mentionedIn: [Mention] = []
    /// True when nothing was left to erase: this is the receipt of the earlier erasure.
    public var wasErasedBefore = false
    /// False while a reader keeps an old state in the files: they are scrubbed once it has ended.
    public var isScrubbed = true

    /// A stream of somebody who is not known to be the person.
    public struct Mention: Sendable, Hashable {
        public let stream: String
        /// Whose stream it is; nil for one that is not named by its user.
        public let userID: String?
    }

    /// The answer of an erasure; positions as pairs of first and last.
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("position", position.rawValue)
            writer.member("erasedAt", erasedAt.rfc3339)
            writer.member("erasedBy") { erasedBy.write(to: &$0) }
            writer.member("reason", reason)
            writer.member("streams") { writer in
                writer.array { writer in for stream in streams { writer.element(stream) } }
            }
            writer.member("events", eventCount)
            writer.member("positions") { PersonErased.write(positions, to: &$0) }
            writer.member("secrets", secretCount)
            writer.member("mentionedIn") { writer in
                writer.array { writer in
                    for mention in mentionedIn { writer.element { mention.write(to: &$0) } }
                }
            }
            writer.member("alreadyErased", wasErasedBefore)
            writer.member("scrubbed", isScrubbed)
        }
    }
}

extension ErasureReceipt.Mention {
    /// `{stream, userId?}`.
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("stream", stream)
            writer.member("userId", userID)
        }
    }
}

extension LedgerReader {
    /// The receipt of an erasure, as its stream tells it; nil when there is none of this id.
    package func erasure(id: String) throws -> ErasureReceipt? {
        guard let stream = StreamID("erasure-\(id)"),
            let first = try log.events(of: stream, limit: 1).first,
            case .erasure(let state) = try history.subject(of: stream).state,
            let erasure = state.erasure
        else { return nil }
        var receipt = ErasureReceipt(
            id: id, position: first.position, erasedAt: first.recordedAt, erasedBy: first.actor,
            reason: erasure.reason, streams: erasure.streams, eventCount: erasure.events,
            positions: erasure.positions, secretCount: erasure.secrets)
        receipt.mentionedIn = try erasure.mentionedIn.map { name in
            .init(stream: name, userID: try StreamID(name).flatMap { try log.userID(of: $0) })
        }
        receipt.isScrubbed = try !log.isUnscrubbed()
        return receipt
    }

    /// The erasures that took something out of a stream, oldest first.
    package func erasures(of stream: StreamID) throws -> [ErasureNote] {
        try log.erasureNotes(of: stream)
    }
}
