import TestSupport
import Testing
import Time

@testable import Onboarding

/// Given these events, when this command, then exactly these events or this refusal.
///
/// Every decision is also held against the flow's declaration: an event that moves the stage must
/// be a transition that is declared, so that the rules and the declaration cannot drift apart (X1).
struct Specification {
    private(set) var state = SignUpState()
    private var outcome: Result<SignUpDecision, SignUpRejection>?

    static func given(_ events: SignUpEvent..., at time: Timestamp = noon) -> Specification {
        Specification().given(events, at: time)
    }

    static func given(_ events: [SignUpEvent], at time: Timestamp = noon) -> Specification {
        Specification().given(events, at: time)
    }

    func given(_ events: [SignUpEvent], at time: Timestamp) -> Specification {
        var next = self
        for event in events { next.state.evolve(event, at: time) }
        return next
    }

    func given(_ events: SignUpEvent..., at time: Timestamp) -> Specification {
        given(events, at: time)
    }

    func when(_ command: SignUpCommand, at time: Timestamp = noon) -> Specification {
        var next = self
        do {
            let decision = try SignUp.decide(command, state, DecisionContext(now: time))
            next.outcome = .success(decision)
            expectDeclaredMoves(decision.events, from: state, at: time)
        } catch {
            next.outcome = .failure(error)
        }
        return next
    }

    /// The state after the decision's events, for a further command.
    func after(at time: Timestamp = noon) -> Specification {
        guard case .success(let decision) = outcome else { return self }
        return given(decision.events, at: time)
    }

    @discardableResult
    func then(
        _ events: SignUpEvent..., refusal: SignUpRejection? = nil, checkout: CheckoutStep? = nil,
        at source: SourceLocation = #_sourceLocation
    ) -> Specification {
        let expected = SignUpDecision(events, refusal: refusal, checkout: checkout)
        expectEqual(outcome, .success(expected), in: source.fileID, at: source.line)
        return self
    }

    func thenNothing(at source: SourceLocation = #_sourceLocation) {
        expectEqual(outcome, .success(SignUpDecision()), in: source.fileID, at: source.line)
    }

    func refused(_ rejection: SignUpRejection, at source: SourceLocation = #_sourceLocation) {
        expectEqual(outcome, .failure(rejection), in: source.fileID, at: source.line)
    }
}

/// Fails when an event moves the stage along no declared transition.
func expectDeclaredMoves(
    _ events: [SignUpEvent], from state: SignUpState, at time: Timestamp,
    source: SourceLocation = #_sourceLocation
) {
    var state = state
    for event in events {
        let before = state
        state.evolve(event, at: time)
        let type = event.kind.rawValue
        // What happens to a session that is over moves it nowhere.
        let place = before.status.isExit ? before.status.rawValue : before.stage?.rawValue
        guard let from = place else {
            let entry = SignUpFlow.declaration.stages.first?.on
            expectEqual(entry, [type], in: source.fileID, at: source.line)
            continue
        }
        let to = state.status.isExit ? state.status.rawValue : state.stage?.rawValue ?? ""
        let isLegal =
            from == to || SignUpFlow.declaration.allowsTransition(from: from, to: to, on: type)
        expectTrue(isLegal, "\(type) moves \(from) to \(to)", in: source.fileID, at: source.line)
    }
}

extension SignUpStatus {
    fileprivate var isExit: Bool { self == .cancelled || self == .expired }
}
