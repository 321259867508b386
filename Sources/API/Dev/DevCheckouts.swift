import HTTPServer
import JSON
import OnboardingLedger

/// The sandbox payment provider's page and buttons: paying sends a signed delivery through the
/// real webhook's code.
enum DevCheckouts {
    static let routes = [
        Route(.get, "/dev/checkout/{id}", .dev, "The sandbox's payment page.", later: page),
        Route(.post, "/dev/checkout/{id}/pay", .dev, body: .raw, "Pays.") { core, call in
            try await settle(.paid, core, call)
        },
        Route(
            .post, "/dev/checkout/{id}/expire", .dev, body: .raw,
            "Lets the checkout run out."
        ) { core, call in try await settle(.expired, core, call) },
    ]

    private static func page(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        DevPages.checkout(try await order(core, call))
    }

    private static func settle(
        _ outcome: SandboxCheckouts.Outcome, _ core: APICore, _ call: Call
    ) async throws -> HTTPResponse {
        let order = try await order(core, call)
        let body = SandboxCheckouts.event(order, outcome, now: call.now)
        try await deliver(body, core, call)
        if call.accepts("text/html") {
            let target = outcome == .paid ? order.successURL : order.cancelURL
            let address = target.replacing(
                SandboxCheckouts.idTemplate, with: order.checkoutID)
            return HTTPResponse(status: 303, fields: ["Location": address])
        }
        return .json(
            JSONWriter.encode { writer in
                writer.object { writer in
                    writer.member("checkoutSessionId", order.checkoutID)
                    writer.member("type", outcome.rawValue)
                }
            })
    }

    /// Hands the webhook a delivery as the provider would make it, signature and all.
    private static func deliver(_ body: [UInt8], _ core: APICore, _ call: Call) async throws {
        let secret = Array(core.configuration.stripeWebhookSecret.utf8)
        let request = try HTTPRequest(
            method: .post, target: StripeWebhook.path,
            fields: [
                "Content-Type": HTTPResponse.json,
                "Stripe-Signature": StripeSignature.field(for: body, secret: secret, at: call.now),
            ], body: body, peer: call.request.peer)
        _ = try await StripeWebhook.take(
            core,
            Call(
                request: request, parameters: HTTPParameters(), requestID: call.requestID,
                caller: .anonymous, now: call.now))
    }

    /// As the sandbox remembers it or, after a restart, as the session does.
    private static func order(_ core: APICore, _ call: Call) async throws
        -> SandboxCheckouts.Order
    {
        let id = call.parameters["id"]
        if let order = DevEndpoints.tools(core).checkouts.order(id) { return order }
        guard let session = SandboxCheckouts.sessionID(id),
            let checkout = try await core.signUps.checkout(session), checkout.id == id
        else { throw Problem(.checkoutNotFound, "The sandbox opened no checkout with this id.") }
        let plan = core.configuration.plans.plan(id: checkout.planID)
        return SandboxCheckouts.Order(
            checkoutID: id, sessionID: session.text, planID: checkout.planID,
            planName: plan?.name ?? "", price: plan.map { "\($0.price) \($0.currency)" } ?? "",
            successURL: core.configuration.appURL, cancelURL: core.configuration.appURL)
    }
}
