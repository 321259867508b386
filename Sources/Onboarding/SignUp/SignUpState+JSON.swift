import JSON
import Time

extension SignUpState {
    /// Writes the fields of the session answer under the contract's names, and what an auditor
    /// may want besides. The checkout's URL and the proofs stay out: who knows them could use them.
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            guard let stage else { return }
            writer.member("email", email)
            writer.member("stage", stage.rawValue)
            writer.member("status", status.rawValue)
            writer.member("planId", planID)
            writer.member("planDescriptor", planDescriptor)
            writer.member("isPaidPlan", isPaidPlan)
            writeIdentity(to: &writer)
            writeBusiness(to: &writer)
            writePayment(to: &writer)
            writeTimes(to: &writer)
            writer.member("variant", variant)
        }
    }

    /// Of a code that is under way: until when it is good and how many wrong ones were given.
    private func writeIdentity(to writer: inout JSONWriter) {
        writer.member("firstName", identity?.firstName)
        writer.member("lastName", identity?.lastName)
        writer.member("method", identity?.method.rawValue)
        writer.member("emailVerified", identity != nil)
        if codeCount > 0 { writer.member("codesSent", codeCount) }
        guard let code else { return }
        writer.member("otpExpiry", code.expiresAt)
        writer.member("codeAttempts", code.attempts)
        writer.member("codeVoided", code.isVoided)
    }

    private func writeBusiness(to writer: inout JSONWriter) {
        writer.member("businessName", business?.name)
        writer.member("businessDescriptor", business?.descriptor)
        writer.member("businessCountry", business?.country)
        writer.member("businessCurrency", business?.currency)
    }

    /// Ids of the payment for the plan; of the last that arrived, when all were for other plans.
    private func writePayment(to writer: inout JSONWriter) {
        writer.member("paymentStatus", paymentStatus.rawValue)
        if checkoutRequestCount > 0 { writer.member("checkoutRequests", checkoutRequestCount) }
        writer.member("checkoutSessionId", checkoutSessionID)
        writer.member("checkoutExpiresAt", checkout?.expiresAt)
        let paid = payment ?? payments.last
        writer.member("customerId", paid?.customerID)
        writer.member("subscriptionId", paid?.subscriptionID)
        if isPaymentKept { writer.member("paymentKept", true) }
        writer.member("paymentHeir", paymentHeirID)
    }

    private func writeTimes(to writer: inout JSONWriter) {
        writer.member("createdAt", createdAt)
        writer.member("expiresAt", expiresAt)
        writer.member("committedAt", completion?.at)
        writer.member("userId", completion?.userID)
        writer.member("tenantId", completion?.tenantID)
    }

    /// The open checkout, or the one that was paid for the current plan.
    public var checkoutSessionID: String? {
        checkout?.id ?? payment?.checkoutSessionID
    }

    /// What a search for a person or a business looks through, in lower case.
    package var searchText: String {
        let parts = [email, identity?.firstName, identity?.lastName, business?.name]
        return SearchText.join(parts)
    }
}
