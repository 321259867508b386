import HTTPServer
import JSON
import OnboardingLedger

// Asking the payment provider about checkouts that never reported, told line by line (S10).

extension ControlDesk {
    /// A stream of JSON lines: each checkout as the provider answers, and at last their number, or
    /// why the rest was not asked about.
    func reconcile(_ requestID: String) -> HTTPResponse {
        let stripe = core.stripe
        return HTTPResponse(
            status: 200, fields: ["Content-Type": "application/x-ndjson"],
            body: .stream { writer in
                let facts = RequestFacts(requestID: requestID)
                do {
                    let all = try await stripe.reconcile(facts) { checkout in
                        try? await writer.write(Self.line(checkout))
                    }
                    try? await writer.write(Self.line { $0.member("asked", all.count) })
                } catch { try? await writer.write(Self.line(error)) }
            })
    }

    /// `{checkoutSessionId, stream, outcome}`.
    private static func line(_ checkout: ReconciledCheckout) -> [UInt8] {
        line { writer in
            writer.member("checkoutSessionId", checkout.checkoutID)
            writer.member("stream", checkout.stream.name)
            writer.member("outcome", checkout.outcome.rawValue)
        }
    }
}
