import EventLog

/// What a stream lost to an erasure that an export told of.
struct ErasedLoss: Sendable {
    let erasureID: String
    /// Those of the person whose stream it is.
    let emails: Set<String>
}
