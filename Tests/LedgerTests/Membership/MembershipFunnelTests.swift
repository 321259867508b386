import JSON
import Onboarding
import ReadModels
import TestSupport
import Testing
import Time

@testable import EventLog
@testable import OnboardingLedger

/// D1 for flows whose subjects are people: their profiles hold the attributes.
@Suite(.timeLimit(.minutes(5)))
struct MembershipFunnelTests {
    @Test func `members are counted by stage and by plan`() async throws {
        let test = try TestMembers()
        for (index, plan) in ["family", "individual", "individual"].enumerated() {
            let id = "user\(index)"
            _ = try await test.profile(Person(subject: id, email: "\(id)@example.com"))
            try await test.take(
                .checkout(
                    "evt_\(id)", "cs_\(id)", user: id, customer: "cus_\(id)",
                    subscription: "sub_\(id)", plan: plan))
        }
        _ = try await test.profile()
        try await test.take(
            .subscription(
                "deleted", "canceled", "evt_end", customer: "cus_user1", "sub_user1", at: 9))
        var query = FunnelQuery(flow: "membership")
        query.by = ["plan"]
        let report = try await test.ledger.funnel(query)
        expectEqual(report.stages.map(\.stage), ["joined", "paid", "started", "onboarded"])
        expectEqual(report.stages.map(\.subjects), [4, 3, 0, 0])
        expectEqual(report.exits.first { $0.exit == "lapsed" }?.subjects, 1)
        let groups = try required(report.groups)
        expectEqual(groups.first { $0.key == "individual" }?.subjects, 2)
        expectEqual(groups.first { $0.key == "none" }?.subjects, 1)
    }

    @Test func `a profile tells the whole story in order`() async throws {
        let test = try TestMembers()
        try await test.take(.checkout(email: "ada@example.com"))
        _ = try await test.profile()
        _ = try await test.members.startOnboarding(test.request())
        _ = try await test.edit(["first_name": "A", "last_name": "L", "is_onboarded": true])
        try await test.take(.subscription("deleted", "canceled", "evt_9", at: 90))
        let id = try required(try await test.members.userID(meeting: TestMembers.ada))
        try await expectEqual(
            test.types(of: id),
            [
                "AccountOpened", "MembershipOpened", "CustomerLinked",
                "MembershipCheckoutReported", "MembershipActivated", "IdentityLinked",
                "EmailVerified", "MembershipOnboardingStarted", "ProfileEdited",
                "MembershipOnboarded", "SubscriptionReported", "MembershipLapsed",
            ])
        try await test.home.verify()
    }
}
