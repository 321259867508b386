/// The onboarding call's rules at the gate (F3).
public enum CallGate {
    /// A space that owes a call sees only the page where it is planned; that page is open until
    /// the call was held, and never to spaces that need none.
    public static func decide(
        _ status: CallStatus, isAdvisor: Bool, path: String
    ) -> GateDecision {
        let page = FlowDeclaration.page(of: path)
        let isSessionPage =
            page == CallFlow.sessionPage || page.hasPrefix(CallFlow.sessionPage + "/")
        let home = isAdvisor ? CallFlow.advisorPage : CallFlow.homePage
        switch (status, isSessionPage) {
        case (.notPlanned, true): return .allow("call_not_planned")
        case (.notPlanned, false):
            return .redirect(to: CallFlow.sessionPage, "call_not_planned")
        case (.planned, _): return .allow("call_planned")
        case (.completed, true): return .redirect(to: home, "call_completed")
        case (.completed, false): return .allow("call_completed")
        case (.notRequired, true): return .redirect(to: home, "call_not_required")
        case (.notRequired, false): return .allow("call_not_required")
        }
    }
}
