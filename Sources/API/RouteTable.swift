import Onboarding

/// Every route of the server in one list: the router, the authorisation matrix and the API's
/// description are made of it.
enum RouteTable {
    /// - Parameter isDev: adds what only dev mode has.
    static func routes(isDev: Bool) -> [Route] {
        SignUpEndpoints.routes.refusing(.session) + SessionEndpoints.routes
            + AccountEndpoints.routes + WizardEndpoints.routes.refusing(.wizard)
            + TenantOnboardingEndpoints.routes + JobEndpoints.routes + SpaceEndpoints.routes
            + MerchantEndpoints.routes.refusing(.profile(flow: MerchantFlow.declaration.flow))
            + AdminEndpoints.routes
            + MembershipEndpoints.routes.refusing(.profile(flow: MembershipFlow.declaration.flow))
            + MemberAdminEndpoints.routes
            + FlowEndpoints.routes + GateEndpoints.routes + StripeWebhook.routes + CalWebhook.routes
            + LedgerEndpoints.routes + ProofEndpoints.routes + SubjectEndpoints.routes
            + AnalyticsEndpoints.routes + FrictionEndpoint.routes + OperationsEndpoints.routes
            + DescriptionEndpoints.routes
            + (isDev ? DevEndpoints.routes : [])
    }
}
