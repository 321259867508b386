import EventLog
import Onboarding
import Time

extension Profiles {
    /// Moves what a payer without an account paid for to the user whose email it turned out to
    /// be, with what admins decided about them; the payer's own profile ends, and says where it
    /// went (S10).
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
        func add(_ decided: [ProfileStreamEvent]) {
            for event in decided { profile.evolve(event, at: transaction.now) }
            events += decided
        }
        let reason = "joined from \(payer.stream)"
        let commands: [MembershipCommand] =
            (payer.state.role == "admin" ? [.changeRole("admin", reason: reason)] : [])
            + (paid.isComped ? [.comp(true, reason: reason)] : [])
            + [.report(paid.billing.reports, customerIDs: paid.customerIDs)]
        for command in commands { add(try Membership.decide(command, profile, context)) }
        if payer.state.access.status == .suspended {
            add(try Access.decide(.suspend(reason: reason), profile))
        }
        return try append(events, to: user, metadata, transaction)
    }
}
