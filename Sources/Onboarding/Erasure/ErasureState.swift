import JSON
import Time

/// An erasure, as its stream `erasure-<id>` tells of it; one that touched very much is told in
/// several events.
public struct ErasureState: Sendable, Equatable {
    /// All events of the stream added up; nil for an empty one.
    public internal(set) var erasure: PersonErased?
    /// When the first of them happened.
    public internal(set) var erasedAt = Timestamp.earliest

    public init() {}
}

extension ErasureState: FoldedState {
    package mutating func evolve(_ event: ErasureEvent, at time: Timestamp) {
        guard case .personErased(let event) = event else { return }
        guard var erasure else {
            (self.erasure, erasedAt) = (event, time)
            return
        }
        erasure.streams += event.streams
        erasure.events += event.events
        erasure.positions += event.positions
        erasure.remains += event.remains
        erasure.secrets += event.secrets
        erasure.mentionedIn += event.mentionedIn
        self.erasure = erasure
    }

    /// Leaves out the digests of what remains.
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            guard let erasure else { return }
            writer.member("erasedAt", erasedAt)
            writer.member("subject", erasure.subject.rawValue)
            writer.member("reason", erasure.reason)
            writer.member("streams") { writer in
                writer.array { writer in for stream in erasure.streams { writer.element(stream) } }
            }
            writer.member("events", erasure.events)
            writer.member("positions") { PersonErased.write(erasure.positions, to: &$0) }
            writer.member("secrets", erasure.secrets)
            if erasure.mentionedIn.isEmpty { return }
            writer.member("mentionedIn") { writer in
                writer.array { writer in
                    for stream in erasure.mentionedIn { writer.element(stream) }
                }
            }
        }
    }
}
