/// Every route of the server in one list: the router, the authorisation matrix and the API's
/// description are made of it.
enum RouteTable {
    /// - Parameter isDev: adds what only dev mode has.
    static func routes(isDev: Bool) -> [Route] {
        SignUpEndpoints.routes + SessionEndpoints.routes + AccountEndpoints.routes
            + WizardEndpoints.routes + TenantOnboardingEndpoints.routes + JobEndpoints.routes
            + SpaceEndpoints.routes + MerchantEndpoints.routes + AccessDecisionEndpoints.routes
            + MembershipEndpoints.routes + MemberAdminEndpoints.routes + UpkeepEndpoints.routes
            + FlowEndpoints.routes + StepFlowEndpoints.routes + GateEndpoints.routes
            + StripeWebhook.routes + CalWebhook.routes
            + EventEndpoints.routes + StreamEndpoints.routes + ProofEndpoints.routes
            + ErasureEndpoints.routes + ExportEndpoint.routes + BackupEndpoint.routes
            + ActivityEndpoints.routes + OwnEventEndpoint.routes
            + SubjectEndpoints.routes
            + AnalyticsEndpoints.routes + FrictionEndpoint.routes
            + OperationsEndpoints.routes + DescriptionEndpoints.routes { routes(isDev: isDev) }
            + SchemaEndpoints.routes
            + ConsoleEndpoints.routes + FlowAttributesEndpoint.routes + PageEndpoints.routes
            + (isDev ? DevEndpoints.routes + PageEndpoints.devRoutes : [])
    }
}
