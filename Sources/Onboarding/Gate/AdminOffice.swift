import Time

/// What has become of the rights of an admin since the token that gives them.
public enum AdminOffice: Sendable, Hashable {
    /// Nothing is known against them.
    case held
    /// Shut out until an admin lets them in again (M3).
    case suspended
    /// Made a user, or deleted, since (S11): the token makes no admin.
    case ended

    /// - Parameters:
    ///   - endedAt: when an admin's rights ended last; nil when they did not.
    ///   - givenAt: when the token was given; nil is before any end.
    package init(isSuspended: Bool, endedAt: Timestamp?, givenAt: Timestamp?) {
        if isSuspended {
            self = .suspended
        } else if let endedAt, givenAt.map({ $0 <= endedAt }) ?? true {
            self = .ended
        } else {
            self = .held
        }
    }
}
