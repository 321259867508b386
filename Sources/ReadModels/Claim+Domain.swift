import EventLog
import Onboarding

extension Claim {
    /// The domain's unique key as the log takes it.
    package init(_ key: ClaimKey) { self.init(space: key.space, value: key.value) }
}

extension EventLog.ClaimChange {
    /// The domain's claim change as the log takes it.
    package init(_ change: Onboarding.ClaimChange) {
        switch change {
        case .take(let key): self = .take(Claim(key))
        case .release(let key): self = .release(Claim(key))
        }
    }
}
