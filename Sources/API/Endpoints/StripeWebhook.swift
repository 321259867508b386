import HTTPServer
import Onboarding
import OnboardingLedger

/// Where the payment provider tells what became of its checkouts (contract S3, which serves K7).
enum StripeWebhook {
    static let path = "/api/stripe/webhook"

    static let routes = [
        Route(
            .post, path, .signature, body: .raw,
            "Takes a delivery of the payment provider, signed over its raw bytes.", later: take)
    ]

    static func take(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        do throws(StripeSignature.Refusal) {
            try verify(core, call)
        } catch {
            core.metrics.count(.webhooksRefused)
            throw refusal(error)
        }
        core.metrics.count(.webhooksTaken)
        let delivery: StripeDelivery
        do throws(StripeDeliveryError) {
            delivery = try StripeDelivery(parsing: call.request.body)
        } catch { throw invalid(error) }
        try await core.stripe.take(delivery, body: call.request.body, call.facts)
        return .received
    }

    private static func invalid(_ error: StripeDeliveryError) -> Problem {
        switch error {
        case .malformed(let explanation): Problem(.invalidEvent, "\(explanation).")
        case .missingMember(let name): Problem(.invalidEvent, "\(name) is missing.")
        }
    }

    private static func verify(_ core: APICore, _ call: Call) throws(StripeSignature.Refusal) {
        let fields = call.request.fields.values("Stripe-Signature")
        guard fields.count == 1 else { throw .malformed }
        let secret = Array(core.configuration.stripeWebhookSecret.utf8)
        guard !secret.isEmpty else { throw .wrong }
        try StripeSignature(fields[0]).verify(call.request.body, secret: secret, now: call.now)
    }

    private static func refusal(_ refusal: StripeSignature.Refusal) -> Problem {
        switch refusal {
        case .malformed, .wrong: Problem(.invalidSignature, "Nothing was recorded.")
        case .stale:
            Problem(.staleSignature, "Its time lies more than 300 seconds from ours.")
        }
    }
}
