import TestSupport
import Testing
import Time

@testable import Onboarding

/// Random sessions: whatever is asked in whatever order, the promises hold.
struct SignUpWalkTests {
    /// A reproducible sequence (Marsaglia's xorshift64).
    private struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }

    private static func command(_ dice: inout Dice) -> SignUpCommand {
        // Guaranteed: the array is not empty.
        let plan = plans.plans.randomElement(using: &dice)!
        let counter = Int.random(in: 0...2, using: &dice)
        let proof = counter == 0 ? Proof.first : .later("\(counter)")
        let commands: [SignUpCommand] = [
            .resume(plan: plan, proof: proof), .sendCode(proof: proof),
            .verifyCode(Int.random(in: 0..<3, using: &dice) == 0, proof: proof),
            .google(proof: proof), .google("ada@else.example", proof: proof),
            .stageBusiness(engines, proof: proof), .requestCheckout(proof: proof),
            .recordCheckout(plan: plan), .confirmPayment("cs_\(plan.id)", plan: plan),
            .expireCheckout(checkoutSessionID: "cs_1"),
            .complete(userID: "u", tenantID: "t", proof: proof), .expire,
        ]
        // Guaranteed: the array is not empty. Cancelling is rare, or walks would be short.
        return Int.random(in: 0..<60, using: &dice) == 0
            ? .cancel(proof: proof) : commands.randomElement(using: &dice)!
    }

    @Test(arguments: [1, 2, 3])
    func `random sessions move along declared transitions and keep their promises`(round: UInt64) {
        let seed = 0x9E37_79B9_7F4A_7C15 &* round
        var dice = Dice(state: seed)
        var reached: Set<SignUpStage> = []
        for _ in 0..<300 {
            walk(&dice, seed: seed, reached: &reached)
        }
        let resting = SignUpStage.allCases.filter {
            $0 != .businessStaged && $0 != .paymentConfirmed
        }
        expectEqual(reached, Set(resting), "seed \(seed)")
    }

    private func walk(_ dice: inout Dice, seed: UInt64, reached: inout Set<SignUpStage>) {
        var state = Specification.given(.started(professional)).state
        var now = noon
        for _ in 0..<40 {
            now = now + Int64.random(in: 0...400, using: &dice)
            let command = Self.command(&dice)
            guard let decision = try? SignUp.decide(command, state, DecisionContext(now: now))
            else { continue }
            let before = state
            expectDeclaredMoves(decision.events, from: state, at: now)
            for event in decision.events { state.evolve(event, at: now) }
            if let stage = state.stage { reached.insert(stage) }
            expectPromises(before, state, command, seed: seed)
        }
    }

    private func expectPromises(
        _ before: SignUpState, _ after: SignUpState, _ command: SignUpCommand, seed: UInt64
    ) {
        // Guaranteed: every walk starts with a session that has begun.
        let (from, to) = (before.stage!, after.stage!)
        expectTrue(to >= .identityVerified || from < .identityVerified, "seed \(seed): \(command)")
        if to == .readyToCommit || to == .committed {
            expectTrue(after.paymentStatus != .pending, "seed \(seed): \(command)")
            expectTrue(after.identity != nil && after.business != nil, "seed \(seed): \(command)")
        }
        if after.isPaidPlan, after.paymentStatus == .succeeded {
            expectEqual(after.payment?.planID, after.planID, "seed \(seed): \(command)")
        }
        expectTrue(after.payments.starts(with: before.payments), "seed \(seed): \(command)")
        if let code = after.code {
            expectTrue(code.attempts <= 5 && code.isVoided == (code.attempts == 5), "seed \(seed)")
        }
    }
}
