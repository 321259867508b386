import HTTPServer
import JSON
import Onboarding
import OnboardingLedger

/// Where the calendar tells what became of its meetings (contract F4).
enum CalWebhook {
    static let routes = [
        Route(
            .post, "/api/webhooks/cal", .signature, body: .raw,
            "Takes a delivery of the calendar, signed over its raw bytes.", later: take)
    ]

    /// F4. 200 for whatever was signed and can be read, also for what is unmatched, repeated or of
    /// no interest. 400 `webhook.invalid_signature`, of which nothing is recorded, or
    /// `webhook.invalid_event`.
    private static func take(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        guard isSigned(core, call) else {
            core.metrics.count(.webhooksRefused)
            throw Problem(.invalidSignature, "Nothing was recorded.")
        }
        core.metrics.count(.webhooksTaken)
        let body = call.request.body
        let reason = try await core.spaces.take(try delivery(call), body: body, call.facts)
        if let reason { core.metrics.countUnmatched("cal", reason: reason) }
        return .received
    }

    /// False for no field, and for several.
    private static func isSigned(_ core: APICore, _ call: Call) -> Bool {
        let fields = call.request.fields.values("X-Cal-Signature-256")
        guard fields.count == 1 else { return false }
        return CalSignature.isValid(
            fields[0], for: call.request.body, secret: core.configuration.calWebhookSecret)
    }

    /// - Throws: 400 `webhook.invalid_event` for what is no JSON, or not of the calendar's form.
    private static func delivery(_ call: Call) throws(Problem) -> CalDelivery {
        let body = call.request.body
        do throws(CalDeliveryError) {
            return try CalDelivery(parsing: body, receivedAt: call.now)
        } catch {
            switch error {
            case .malformed(let explanation): throw Problem(.invalidEvent, "\(explanation).")
            case .wrongForm(let expected): throw Problem(.invalidEvent, "Expected \(expected).")
            }
        }
    }
}

extension HTTPResponse {
    /// What a provider is told of a delivery that was taken, whatever it came to.
    static let received = json(Array(#"{"received":true}"#.utf8))
}
