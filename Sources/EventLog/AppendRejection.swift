/// Why an append was refused; nothing was appended.
public enum AppendRejection: Error, Hashable, Sendable {
    /// The stream is at another version than expected.
    case versionConflict(stream: StreamID, expected: ExpectedVersion, actual: StreamVersion)
    /// Another stream holds the unique key.
    case claimTaken(Claim, holder: StreamID)
}

/// Why an append did not happen.
package enum AppendFailure: Error {
    /// The log's rules forbid it: the stream has moved on, or somebody else holds a key.
    case rejected(AppendRejection)
    /// The disk or the file failed.
    case storage(LogFailure)

    /// What was refused or failed, for those who throw either.
    package var cause: any Error {
        switch self {
        case .rejected(let rejection): rejection
        case .storage(let failure): failure
        }
    }
}
