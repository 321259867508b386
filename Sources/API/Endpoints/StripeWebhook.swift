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

    /// S3, K7. 200 for whatever was signed and can be read, also for what is unmatched, repeated or
    /// of no interest, so that the provider does not send it again. 400 `webhook.invalid_signature`
    /// or `webhook.stale_signature`, of which only a count is kept; 400 `webhook.invalid_event`.
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
        let taken = try await core.stripe.take(delivery, body: call.request.body, call.facts)
        if case .unmatched(let reason) = taken {
            core.metrics.countUnmatched("stripe", reason: reason)
        }
        return .received
    }

    /// What of the delivery could not be read, without its contents.
    private static func invalid(_ error: StripeDeliveryError) -> Problem {
        switch error {
        case .malformed(let explanation): Problem(.invalidEvent, "\(explanation).")
        case .missingMember(let name): Problem(.invalidEvent, "\(name) is missing.")
        }
    }

    /// Over the raw bytes; no secret verifies nothing.
    private static func verify(_ core: APICore, _ call: Call) throws(StripeSignature.Refusal) {
        let fields = call.request.fields.values("Stripe-Signature")
        guard fields.count == 1 else { throw .malformed }
        let secret = Array(core.configuration.stripeWebhookSecret.utf8)
        guard !secret.isEmpty else { throw .wrong }
        try StripeSignature(fields[0]).verify(call.request.body, secret: secret, now: call.now)
    }

    /// The answer does not tell a wrong signature from one that cannot be read.
    private static func refusal(_ refusal: StripeSignature.Refusal) -> Problem {
        switch refusal {
        case .malformed, .wrong: Problem(.invalidSignature, "Nothing was recorded.")
        case .stale:
            Problem(.staleSignature, "Its time lies more than 300 seconds from ours.")
        }
    }
}
