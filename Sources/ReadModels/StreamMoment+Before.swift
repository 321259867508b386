import EventLog

extension StreamMoment {
    /// Where what led to the moment began: the version before a version; before an instant, none.
    package var before: StreamMoment {
        guard case .version(let version) = self else { return .version(.empty) }
        return .version(StreamVersion(rawValue: max(0, version.rawValue - 1)))
    }
}
