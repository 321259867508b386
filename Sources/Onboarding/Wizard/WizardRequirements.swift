import JSON
import Time

/// What a user of the auto-saving wizard owes (X3).
public enum WizardRequirements {
    /// - Parameters:
    ///   - company: the onboarding of the user's tenant; that of an empty state without one.
    ///   - takenOverAt: when an earlier wizard's tenant was recorded here: its seven days begin
    ///     then (A10); nil for one that began here.
    package static func of(
        _ wizard: WizardState, _ company: CompanyState, takenOverAt: Timestamp? = nil,
        at now: Timestamp
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
        if company.needsFacts { addFields(wizard, to: &requirements) }
        let refusal = company.identitySync == .failed ? WizardRejection.identitySyncFailed : nil
        requirements.currentlyDue += WizardFlow.declaration.required(
            at: OnboardingStatus.inProgress
        )
        .map { Requirement($0.kind, $0.why, code: refusal?.code) }
        if company.onboardingStatus == .inProgress {
            let since = max(company.waitingSince, takenOverAt ?? .earliest)
            requirements.deadline = since.adding(seconds: Wizard.abandonedAfterSeconds)
        }
        return company.isClosed
            ? requirements.stopped(company.closeReason ?? "closed")
            : requirements.overdue(at: now)
    }

    /// What the wizard's fields still lack by the rules of `initialize` (A0), and then it. A value
    /// that is there and would be refused says why and with which code.
    private static func addFields(_ wizard: WizardState, to requirements: inout Requirements) {
        let problems: [FieldProblem]
        do throws(CompanyFormError) {
            _ = try CompanyInitialized(form: wizard.stepData)
            problems = []
        } catch { problems = error.problems }
        let declared = WizardFlow.declaration.required(at: OnboardingStatus.new)
        requirements.currentlyDue += problems.map { problem in
            let name = String(problem.pointer.dropFirst())
            if wizard.stepData[name].map(\.isNull) ?? true,
                let missing = declared.first(where: { $0.kind == .field(name) })
            {
                return missing
            }
            return Requirement(.field(name), problem.detail, code: "request.invalid_body")
        }
        requirements.currentlyDue += declared.filter(\.isAction)
    }
}
