/// What is recorded when a person is erased (contract L14), in `erasure-<id>` and in each stream
/// that lost something.
public enum ErasureEvent: Sendable, Equatable {
    /// In `erasure-<id>`; several when it touched very much.
    case personErased(PersonErased)
    /// In each stream that lost something.
    case dataErased(PersonalDataErased)
}

/// A person's personal data was taken out of the log; tells what, and nothing of what it was.
public struct PersonErased: Sendable, Equatable {
    /// How the person was named; the name itself is personal and not told.
    public var subject = SubjectKind.stream
    /// Why, as whoever erased said it.
    public var reason = ""
    /// Names of the streams that lost something.
    public var streams: [String] = []
    /// How many events lost something.
    public var events = 0
    /// Global positions of the events that lost something, in runs.
    public var positions: [ClosedRange<Int64>] = []
    /// Those of the events whose hash alone does not say what is still theirs.
    public var remains: [Remains] = []
    /// How many password hashes, tokens and kept answers went with it.
    public var secrets = 0
    /// Names of the streams of others that lost nothing but an email of the person that stood
    /// there; they may be the person's, or of somebody who wrote of them.
    public var mentionedIn: [String] = []

    public init() {}

    /// By what the person was named.
    public enum SubjectKind: String, Sendable, CaseIterable {
        /// By an email, a user's id, or a stream's name.
        case email, user, stream
    }

    /// An event that kept a part which its hash alone no longer covers.
    public struct Remains: Sendable, Equatable {
        /// The event's global position.
        public var position: Int64 = 0
        /// In hex.
        public var digest = ""

        public init() {}

        public init(position: Int64, digest: String) {
            (self.position, self.digest) = (position, digest)
        }
    }
}

/// Earlier events of this stream lost their personal data.
public struct PersonalDataErased: Sendable, Equatable {
    /// Its stream is `erasure-<id>`.
    public var erasureID = ""
    /// The erasure's own.
    public var reason = ""
    /// Whether the stream was the person's.
    public var extent = Extent.all

    public init() {}

    public init(erasureID: String, reason: String, extent: Extent) {
        (self.erasureID, self.reason, self.extent) = (erasureID, reason, extent)
    }

    /// How much of a stream's personal data went.
    public enum Extent: String, Sendable, CaseIterable {
        /// Everything personal: the stream was the person's.
        case all
        /// What was about the person in a stream of somebody else.
        case part
    }
}
