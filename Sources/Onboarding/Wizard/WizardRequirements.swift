import JSON
import Time

/// What a user of the auto-saving wizard owes (X3).
public enum WizardRequirements {
    /// - Parameter company: the onboarding of the user's tenant; that of an empty state without
    ///   one.
    package static func of(
        _ wizard: WizardState, _ company: CompanyState, at now: Timestamp
    ) -> Requirements {
        var requirements = Requirements()
        if company.onboardingStatus == .completed {
            requirements = .satisfied
            if company.isSyncPending {
                requirements.pendingVerification.append(
                    Requirement(
                        .action("identity_sync"), "The identity provider is being told."))
            }
            return requirements
        }
        if company.facts == nil { addFields(wizard, to: &requirements) }
        let refusal = company.identitySync == .failed ? WizardRejection.identitySyncFailed : nil
        requirements.currentlyDue.append(
            Requirement(
                .action("complete"), "Complete the onboarding, to open the books.",
                code: refusal?.code))
        if company.onboardingStatus == .inProgress {
            requirements.deadline = company.waitingSince.adding(
                seconds: Wizard.abandonedAfterSeconds)
        }
        return company.isClosed
            ? requirements.stopped(company.closeReason ?? "closed") : requirements
    }

    /// What the wizard's fields still lack by the rules of `initialize` (A0), and then that.
    private static func addFields(_ wizard: WizardState, to requirements: inout Requirements) {
        let problems: [JSONSchema.Problem]
        do throws(CompanyFormError) {
            _ = try CompanyInitialized(form: wizard.stepData)
            problems = []
        } catch { problems = error.problems }
        requirements.currentlyDue += problems.map { problem in
            let name = String(problem.pointer.dropFirst())
            let isFilled = wizard.stepData[name].map { !$0.isNull } ?? false
            return Requirement(
                .field(name), problem.detail, code: isFilled ? "request.invalid_body" : nil)
        }
        requirements.currentlyDue.append(
            Requirement(.action("initialize"), "Set up the company with what was filled in."))
    }
}
