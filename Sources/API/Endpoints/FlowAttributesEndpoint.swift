import HTTPServer
import JSON
import Onboarding
import OnboardingLedger

/// By what a flow's subjects can be told apart in its analytics (contracts D1, W1); the declaration
/// itself, which is open to everybody, does not say it.
enum FlowAttributesEndpoint {
    static let routes = [
        Route(
            .get, "/v1/flows/{flow}/attributes", .scope(.analyticsRead),
            "The attributes that analytics of the flow can group by.", later: attributes)
    ]

    /// `{flow, attributes}`; 404 `flow.not_declared`.
    private static func attributes(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        try call.requireNoQuery()
        let catalogue = try await core.ledger.flows()
        let id = call.parameters["flow"]
        guard let flow = catalogue.flow(id) else { throw FlowNotDeclared(id, in: catalogue) }
        return .json(
            JSONWriter.encode { writer in
                writer.object { writer in
                    writer.member("flow", flow.flow)
                    writer.member("attributes") { writer in
                        writer.array { writer in
                            for attribute in flow.countedAttributes {
                                writer.element(attribute.name)
                            }
                        }
                    }
                }
            })
    }
}
