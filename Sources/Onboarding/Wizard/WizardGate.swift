/// The wizard's rules at the gate (A8).
public enum WizardGate {
    /// Until the onboarding is completed there is only the wizard; afterwards it is closed.
    public static func decide(_ status: OnboardingStatus, path: String) -> GateDecision {
        let page = FlowDeclaration.page(of: path)
        let isInWizard =
            page == WizardFlow.wizardPage || page.hasPrefix(WizardFlow.wizardPage + "/")
        guard status == .completed else {
            return isInWizard
                ? .allow("onboarding_open") : .redirect(to: route(status), "onboarding_incomplete")
        }
        return isInWizard
            ? .redirect(to: route(status), "onboarding_completed") : .allow("onboarding_completed")
    }

    /// Each status is a stage of the declaration, and each stage has a page.
    private static func route(_ status: OnboardingStatus) -> String {
        WizardFlow.declaration.route(forStage: status.rawValue) ?? WizardFlow.wizardPage
    }
}
