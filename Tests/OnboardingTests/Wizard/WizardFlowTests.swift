import TestSupport
import Testing

@testable import Onboarding

/// X1 and A8: the wizard is declared once, and the gate follows.
struct WizardFlowTests {
    private let flow = WizardFlow.declaration

    @Test func `the stages are the onboarding statuses`() {
        expectEqual(flow.stages.map(\.name), OnboardingStatus.allCases.map(\.rawValue))
        expectEqual(flow.exits.map(\.name), ["CLOSED"])
    }

    @Test(arguments: [OnboardingStatus.new, .inProgress])
    func `until the onboarding is complete there is only the wizard`(status: OnboardingStatus) {
        for path in ["/", "/dashboard", "/settings?x=1", "/onboarding-session", "/onboardingx"] {
            expectEqual(
                WizardGate.decide(status, path: path),
                .redirect(to: "/onboarding", "onboarding_incomplete"))
        }
        for path in ["/onboarding", "/onboarding/", "/onboarding?step=1", "/onboarding/step/2"] {
            expectTrue(WizardGate.decide(status, path: path).isAllowed)
        }
    }

    @Test func `once it is complete the wizard is closed and all else open`() {
        expectEqual(
            WizardGate.decide(.completed, path: "/onboarding"),
            .redirect(to: "/dashboard", "onboarding_completed"))
        expectEqual(WizardGate.decide(.completed, path: "/onboarding/step").location, "/dashboard")
        expectTrue(WizardGate.decide(.completed, path: "/dashboard").isAllowed)
        expectTrue(WizardGate.decide(.completed, path: "/").isAllowed)
    }
}
