import TestSupport
import Time

@testable import Onboarding

extension Timestamp {
    static func + (time: Timestamp, seconds: Int64) -> Timestamp { time.adding(seconds: seconds) }
}

let starter = Plan(descriptor: "starter", name: "Starter", isPaid: false)
let basic = Plan(descriptor: "basic", name: "Basic", isPaid: false)
let professional = Plan(
    descriptor: "professional", name: "Professional", price: "99.00", isPaid: true, trialDays: 7)
let family = Plan(descriptor: "family", name: "Family", price: "15.00", isPaid: true)
/// Paid from the first day, as no membership is.
let monthly = Plan(descriptor: "monthly", name: "Monthly", price: "9.00", isPaid: true)
let plans = PlanCatalogue([starter, basic, professional, family, monthly])

let engines = BusinessFacts(
    name: "Analytical Engines", descriptor: "engines", country: "GB", currency: "GBP")

/// Events as sessions have them, with the values that do not matter filled in.
extension SignUpEvent {
    static func started(_ plan: Plan, variant: String? = nil) -> SignUpEvent {
        .started(
            SignUpStarted(
                planID: plan.id, planDescriptor: plan.descriptor, isPaid: plan.isPaid,
                expiresAt: noon + 24 * 3600, variant: variant, email: "ada@example.com"))
    }

    static func planChanged(to plan: Plan) -> SignUpEvent {
        .planChanged(
            PlanChanged(
                planID: plan.id, planDescriptor: plan.descriptor, isPaid: plan.isPaid))
    }

    static func codeSent(_ issue: Int, at time: Timestamp = noon) -> SignUpEvent {
        .codeSent(VerificationCodeSent(issue: issue, expiresAt: time + 900))
    }

    static func codeRefused(_ issue: Int, attempts: Int) -> SignUpEvent {
        .codeRefused(
            VerificationCodeRefused(issue: issue, attempts: attempts, isVoided: attempts == 5))
    }

    static func verified(
        by method: IdentityMethod = .email, email: String? = nil
    ) -> SignUpEvent {
        .identityVerified(
            IdentityVerified(
                method: method, firstName: "Ada", lastName: "Lovelace", email: email))
    }

    static func proven(_ proof: String, by method: IdentityMethod = .email) -> SignUpEvent {
        let name: (String?, String?) = method == .email ? ("Ada", "Lovelace") : (nil, nil)
        return .identityProven(
            IdentityProven(method: method, proof: proof, firstName: name.0, lastName: name.1))
    }

    static let staged = SignUpEvent.businessStaged(
        BusinessStaged(
            name: "Analytical Engines", descriptor: "engines", country: "GB", currency: "GBP"))
    static let paymentSkipped = SignUpEvent.paymentSkipped(PaymentSkipped())
    static let paymentRequired = SignUpEvent.paymentRequired(PaymentRequired())
    static let checkoutRequested = SignUpEvent.checkoutRequested(CheckoutRequested())
    static let readied = SignUpEvent.readied(SignUpReadied())
    static let cancelled = SignUpEvent.cancelled(SignUpCancelled())
    static let expired = SignUpEvent.expired(SignUpExpired())

    static func checkoutStarted(
        _ id: String = "cs_1", plan: Plan = professional, expiresAt: Timestamp = noon + 3600
    ) -> SignUpEvent {
        .checkoutStarted(
            CheckoutStarted(
                checkoutSessionID: id, checkoutURL: "https://pay.example/\(id)",
                expiresAt: expiresAt, planID: plan.id))
    }

    static func confirmed(_ id: String = "cs_1", plan: Plan = professional) -> SignUpEvent {
        .paymentConfirmed(
            PaymentConfirmed(
                checkoutSessionID: id, planID: plan.id, customerID: "cus_1",
                subscriptionID: "sub_1"))
    }

    static func kept(_ id: String = "cs_1", plan: Plan = professional) -> SignUpEvent {
        .paymentKept(
            PaymentKept(
                checkoutSessionID: id, planID: plan.id, customerID: "cus_1",
                subscriptionID: "sub_1"))
    }

    static func setAside(_ id: String = "cs_1", plan: Plan = professional) -> SignUpEvent {
        .paymentSetAside(
            PaymentSetAside(
                checkoutSessionID: id, planID: plan.id, customerID: "cus_1",
                subscriptionID: "sub_1"))
    }

    static let handedOver = SignUpEvent.paymentHandedOver(PaymentHandedOver(sessionID: "s2"))
    static let completed = SignUpEvent.completed(SignUpCompleted(userID: "u1", tenantID: "t1"))
}

/// Histories that end at a stage.
enum History {
    static let verifiedFree: [SignUpEvent] = [.started(starter), .codeSent(1), .verified()]
    static let verifiedPaid: [SignUpEvent] = [.started(professional), .codeSent(1), .verified()]
    static let readyFree = verifiedFree + [.staged, .paymentSkipped, .readied]
    static let paymentPending = verifiedPaid + [.staged, .paymentRequired]
    static let readyPaid = paymentPending + [.confirmed(), .readied]

    /// Some legal history that ends at `stage`; two of the stages are only ever passed through.
    static func reaching(_ stage: SignUpStage) -> [SignUpEvent] {
        switch stage {
        case .planSelected: [.started(professional)]
        case .identityPending: [.started(professional), .codeSent(1)]
        case .identityVerified: verifiedPaid
        case .businessStaged: verifiedPaid + [.staged]
        case .paymentPending: paymentPending
        case .paymentConfirmed: paymentPending + [.confirmed()]
        case .readyToCommit: readyPaid
        case .committed: readyPaid + [.completed]
        }
    }
}

/// Commands with the values that do not matter filled in.
extension SignUpCommand {
    static func start(_ plan: Plan, email: String = "ada@example.com") -> SignUpCommand {
        .start(email: email, plan: plan, variant: nil)
    }

    static func resume(_ plan: Plan) -> SignUpCommand { .resume(plan: plan, proof: .first) }

    static let sendCode = SignUpCommand.sendCode(proof: .first)

    static func verifyCode(_ codeIsCorrect: Bool, proof: Proof = .first) -> SignUpCommand {
        .verifyCode(
            codeIsCorrect: codeIsCorrect, firstName: "Ada", lastName: "Lovelace", proof: proof)
    }

    static func google(
        _ email: String = "ada@example.com", isEmailVerified: Bool = true, proof: Proof = .first
    ) -> SignUpCommand {
        .verifyGoogle(
            GoogleAccount(
                email: email, isEmailVerified: isEmailVerified, firstName: "Ada",
                lastName: "Lovelace"),
            proof: proof)
    }

    static let stageBusiness = SignUpCommand.stageBusiness(engines, proof: .first)
    static let requestCheckout = SignUpCommand.requestCheckout(proof: .first)

    static func recordCheckout(_ id: String = "cs_1", plan: Plan = professional) -> SignUpCommand {
        .recordCheckout(
            .init(
                id: id, url: "https://pay.example/\(id)", expiresAt: noon + 3600,
                planID: plan.id))
    }

    static func confirmPayment(_ id: String = "cs_1", plan: Plan = professional) -> SignUpCommand {
        .confirmPayment(
            .init(
                checkoutSessionID: id, planID: plan.id, customerID: "cus_1",
                subscriptionID: "sub_1"))
    }

    static func keepPayment(
        _ id: String = "cs_1", plan: Plan = professional, madeAt: Timestamp = noon
    ) -> SignUpCommand {
        .keepPayment(
            .init(
                checkoutSessionID: id, planID: plan.id, customerID: "cus_1",
                subscriptionID: "sub_1"), madeAt: madeAt)
    }

    static let complete = SignUpCommand.complete(userID: "u1", tenantID: "t1", proof: .first)
    static let cancel = SignUpCommand.cancel(proof: .first)
}
