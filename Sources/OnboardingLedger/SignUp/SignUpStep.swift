import EventLog
import Onboarding

/// A decided command: the states around it and what was decided.
struct SignUpStep: Sendable {
    let before: SignUpState
    let after: SignUpState
    let decision: SignUpDecision
    /// Where the last of its events stands; nil without any.
    let lastPosition: GlobalPosition?
}
