import HTTPServer
import JSON
import Onboarding
import OnboardingLedger

/// The plans and the flows' declarations: open, and the same for everybody (contract K11, X1).
enum FlowEndpoints {
    static let routes = [
        Route(.get, "/v1/billing/plans", .open, "The plans that can be chosen.", now: plans),
        Route(.get, "/v1/flows", .open, "Every flow's declaration.", later: flows),
        Route(.get, "/v1/flows/{flow}", .open, "One flow's declaration.", later: flow),
        Route(
            .post, "/v1/flows", .scope(.admin), body: .json,
            "Declares a team's own flow, or a new form of it.", later: declare),
    ]

    // MARK: K11

    /// K11: an array, not an object.
    private static func plans(_ core: APICore, _ call: Call) -> HTTPResponse {
        .json(
            JSONWriter.encode(reserving: 1024) { writer in
                writer.array { writer in
                    for plan in core.configuration.plans.plans {
                        writer.element { write(plan, to: &$0) }
                    }
                }
            })
    }

    /// The price is a number as it was configured: `99.00`.
    private static func write(_ plan: Plan, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", plan.id)
            writer.member("descriptor", plan.descriptor)
            writer.member("name", plan.name)
            writer.member("price", plan.priceNumber)
            writer.member("currency", plan.currency)
            writer.member("interval", plan.interval)
            writer.member("isPaid", plan.isPaid)
            writer.member("trialDays", plan.trialDays)
        }
    }

    // MARK: X1

    /// X1: `{flows}`, the built-in ones and those that were declared.
    private static func flows(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        let catalogue = try await catalogue(core)
        return .json(
            JSONWriter.encode(reserving: 4096) { writer in
                writer.object { writer in
                    writer.member("flows") { writer in
                        writer.array { writer in
                            for flow in catalogue.flows {
                                writer.element { flow.writeJSON(to: &$0) }
                            }
                        }
                    }
                }
            })
    }

    /// What a shop must say of itself is as configured (M8).
    private static func catalogue(_ core: APICore) async throws -> FlowCatalogue {
        try await core.ledger.flows().replacing(
            MerchantFlow.declaration(requiring: core.configuration.shopFields))
    }

    /// X1: `{flow, stages, transitions, exits, expiry}`; 404 `flow.not_declared`.
    private static func flow(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        let catalogue = try await catalogue(core)
        let id = call.parameters["flow"]
        guard let flow = catalogue.flow(id) else { throw FlowNotDeclared(id, in: catalogue) }
        return .json(JSONWriter.encode(reserving: 4096) { flow.writeJSON(to: &$0) })
    }

    // MARK: X2

    /// The body is the flow's file. The same form again changes nothing.
    ///
    /// X2: 201 with the declaration and `Location`, 200 for the form that the flow has already. 400
    /// `flow.invalid_file`, 409 `flow.unsafe_change`.
    private static func declare(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        let key = try core.idempotencyKey(call, who: call.who)
        let declared = try await core.keepingRefusals(call, under: key) {
            try await declaring(core, call, key)
        }
        let catalogue = try await core.ledger.flows()
        let id = declared.value.flow
        guard let flow = catalogue.flow(id) else { throw FlowNotDeclared(id, in: catalogue) }
        var response = HTTPResponse.json(
            JSONWriter.encode(reserving: 4096) { flow.writeJSON(to: &$0) },
            status: declared.value.isNews ? 201 : 200)
        response.fields.set("Location", "/v1/flows/\(id)")
        return response.markingReplay(declared.isReplay)
    }

    /// What a declaration came to. It is kept as the flow's id, which has no space in it, with a
    /// word behind it where nothing changed.
    private struct Declared: RawRepresentable, Codable, Sendable {
        private static let unchanged = " unchanged"

        let rawValue: String

        init(rawValue: String) { self.rawValue = rawValue }

        init(_ flow: String, isNews: Bool) { rawValue = isNews ? flow : flow + Self.unchanged }

        var isNews: Bool { !rawValue.hasSuffix(Self.unchanged) }

        var flow: String { isNews ? rawValue : String(rawValue.dropLast(Self.unchanged.count)) }
    }

    /// The read models have followed the declaration before its outcome is kept: a stop between the
    /// two makes the repetition declare the same form again, which appends nothing.
    private static func declaring(_ core: APICore, _ call: Call, _ key: IdempotencyKey?)
        async throws -> Once<Declared>
    {
        if let kept = try await core.ledger.keptOutcome(key, Declared.self) {
            return Once(value: kept, isReplay: true)
        }
        let (flow, isNews) = try await core.ledger.declaredFlow(
            call.request.body, call.facts, by: call.actor(as: .admin))
        let declared = Declared(flow.flow, isNews: isNews)
        return try await core.ledger.performOnce(key) { _ in declared }
    }
}
