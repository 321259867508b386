import HTTPServer
import JSON
import Onboarding
import OnboardingLedger

/// What the sandbox payment provider tells of a member later (contract S10): signed deliveries
/// that go through the real webhook's code.
enum DevSubscriptions {
    static let routes = [
        Route(
            .post, "/dev/profiles/{id}/end", .dev, body: .raw, isPersonal: true,
            "Ends a member's subscription."
        ) { try await deliver(.ended, $0, $1) },
        Route(
            .post, "/dev/profiles/{id}/lapse", .dev, body: .raw, isPersonal: true,
            "Lets a payment for a member's subscription fail."
        ) { try await deliver(.lapsed, $0, $1) },
    ]

    /// 404 `dev.checkout_not_found` for a person whose subscription the sandbox did not sell.
    private static func deliver(
        _ outcome: SandboxSubscription.Outcome, _ core: APICore, _ call: Call
    ) async throws -> HTTPResponse {
        let profile = try await core.memberships.profile(id: call.parameters["id"])
        guard let current = profile.state.membership.billing.current,
            let subscription = SandboxSubscription(current, of: profile.id)
        else {
            throw Problem(.checkoutNotFound, "The sandbox sold this person no subscription.")
        }
        try await DevCheckouts.deliver(subscription.body(outcome, at: call.now), core, call)
        return .json(
            JSONWriter.encode { writer in
                writer.object { writer in
                    writer.member("type", outcome.rawValue)
                    writer.member("customer", subscription.customerID)
                    writer.member("subscription", subscription.id)
                }
            })
    }
}
