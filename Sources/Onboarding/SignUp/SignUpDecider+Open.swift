extension SignUp {
    /// Refuses a session that is not found, over or committed (K0), for reads that need it open.
    public static func requireOpen(
        _ state: SignUpState, _ context: DecisionContext
    ) throws(SignUpRejection) {
        try SignUpSession(state: state, now: context.now).requireOpen()
    }
}
