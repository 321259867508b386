import HTTPServer
import JSON
import OnboardingLedger

/// The sandbox payment provider's page and buttons: paying sends signed deliveries through the
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

    /// 404 `dev.checkout_not_found` for a checkout that the sandbox did not open.
    private static func page(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        DevPages.checkout(try await checkout(call.parameters["id"], core))
    }

    /// Ends the checkout and delivers what Stripe would: a browser goes on to the order's own
    /// address, a program gets `{checkoutSessionId, type, customer, subscription}`. 409
    /// `dev.checkout_settled` when it ended otherwise before; the same end again is the same
    /// delivery again.
    private static func settle(
        _ outcome: CheckoutEnd, _ core: APICore, _ call: Call
    ) async throws -> HTTPResponse {
        let checkout = core.devTools.checkouts.settle(
            try await checkout(call.parameters["id"], core), outcome)
        guard checkout.outcome == outcome else {
            let word = checkout.outcome == .paid ? "was paid" : "ran out"
            throw Problem(.checkoutSettled, "The checkout \(word) before; open another one.")
        }
        let delivery = SandboxDelivery(checkout, at: call.now)
        for body in delivery.bodies { try await deliver(body, core, call) }
        if call.accepted(of: ["text/html"]) != nil {
            return HTTPResponse(status: 303, fields: ["Location": checkout.address(after: outcome)])
        }
        return .json(
            JSONWriter.encode { writer in
                writer.object { writer in
                    writer.member("checkoutSessionId", checkout.id)
                    writer.member("type", outcome.rawValue)
                    writer.member("customer", delivery.customerID)
                    writer.member("subscription", delivery.subscriptionID)
                }
            })
    }

    /// Lets a checkout run out because the ledger asks for it, and delivers what its button does;
    /// false for one that is over or unknown.
    static func expire(_ id: String, _ core: APICore) async throws -> Bool {
        let now = core.clock.now()
        let checkout: HeldCheckout
        do { checkout = try await self.checkout(id, core) } catch is Problem { return false }
        guard checkout.asOf(now).outcome == nil else { return false }
        let settled = core.devTools.checkouts.settle(checkout, .expired)
        guard settled.outcome == .expired else { return false }
        let call = Call(
            request: try HTTPRequest(method: .post, target: "/dev/checkout/\(id)/expire"),
            parameters: HTTPParameters(), requestID: RequestIdentity.id(nil, clock: core.clock),
            caller: .anonymous, now: now, proxies: .none)
        for body in SandboxDelivery(settled, at: now).bodies { try await deliver(body, core, call) }
        return true
    }

    /// Hands the webhook a delivery as the provider would make it, signature and all.
    static func deliver(_ body: [UInt8], _ core: APICore, _ call: Call) async throws {
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
                caller: .anonymous, now: call.now, proxies: call.proxies))
    }

    /// As the sandbox remembers it or, after a restart, as the ledger does.
    private static func checkout(_ id: String, _ core: APICore) async throws -> HeldCheckout {
        if let held = core.devTools.checkouts.checkout(held: id) { return held }
        let order =
            if let session = SandboxCheckouts.sessionID(id) {
                try await core.signUps.order(ofCheckout: id, session, app: core.appURL)
            } else {
                try await core.memberships.order(ofCheckout: id, app: core.appURL)
            }
        guard let order else {
            throw Problem(.checkoutNotFound, "The sandbox opened no checkout with this id.")
        }
        return HeldCheckout(
            id: id, order: order, expiresAt: order.expiresAt ?? .latest)
    }
}
