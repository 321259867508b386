import EventLog
import JSON
import Onboarding
import Time

/// What whoever comes back is told (A1), in every flow of steps.
package protocol ResumedSteps {
    var userID: String { get }
    var version: StreamVersion { get }
    /// From 0.
    var currentStep: Int { get }
    /// What is filled in, by field; empty before the first save.
    var stepData: JSONObject { get }
    var status: OnboardingStatus { get }
    /// When the last save was; nil before the first.
    var updatedAt: Timestamp? { get }
}

extension StepProgress: ResumedSteps {}

extension WizardProgress: ResumedSteps {}
