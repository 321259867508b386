import EventLog
import Onboarding
import Time

extension Profiles {
    /// Moves what a payer without an account paid for to the user whose email it turned out to
    /// be; the payer's own profile ends, and says where it went (S10).
    static func hand(
        _ payer: FoundProfile, to user: FoundProfile, _ metadata: EventMetadata,
        _ transaction: CommandTransaction
    ) throws -> FoundProfile {
        let (context, paid) = (DecisionContext(now: transaction.now), payer.state.membership)
        // Before the rest: its end sets the customers and checkouts free.
        let ending = MembershipCommand.delete(reason: "joined \(user.stream)")
        _ = try append(
            Membership.decide(ending, payer.state, context), to: payer, metadata, transaction)
        var (profile, events) = (user.state, [ProfileStreamEvent]())
        let commands: [MembershipCommand] =
            (paid.isComped ? [.comp(true, reason: "joined from \(payer.stream)")] : [])
            + [.report(paid.billing.reports, customerIDs: paid.customerIDs)]
        for command in commands {
            let decided = try Membership.decide(command, profile, context)
            for event in decided { profile.evolve(event, at: transaction.now) }
            events += decided
        }
        return try append(events, to: user, metadata, transaction)
    }
}
