import Onboarding
import Time

/// The sign-up contract (rows K1 to K10 and K15) in a few dozen lines, without events: what each command
/// should answer, and what the session should look like after it.
struct NaiveSignUps {
    struct Session {
        let id: Int
        var email: String
        var isPaid: Bool
        var plan: String
        var stage = "plan_selected"
        var status = "active"
        var version: Int64 = 1
        let expiresAt: Timestamp
        var codeSentAt: Timestamp?
        /// Wrong tries of the newest code; nil when there is none.
        var wrongTries: Int?
        var checkoutID: String?
        /// The plan that was paid for, whatever the plan is now.
        var paidPlan: String?
        /// True while the payment waits for the email's next session.
        var isPaymentKept = false
    }

    var sessions: [Session] = []
    var users: Set<String> = []
    /// When each email was last sent a code, over all its sessions.
    var codeTimes: [String: Timestamp] = [:]
    var now: Timestamp

    init(now: Timestamp) { self.now = now }

    /// The running session of an email.
    func active(_ email: String) -> Int? {
        sessions.lastIndex { $0.email == email && $0.status == "active" && now < $0.expiresAt }
    }

    /// Nil when a command may go on; else the refusal's code (K0).
    private func closed(_ index: Int) -> String? {
        let session = sessions[index]
        if session.status == "cancelled" { return "onboarding.session_not_found" }
        if session.status == "expired" { return "onboarding.session_expired" }
        if session.status == "committed" { return "onboarding.session_already_committed" }
        return now >= session.expiresAt ? "onboarding.session_expired" : nil
    }

    private func isAt(_ index: Int, _ stages: String...) -> String? {
        closed(index) ?? (stages.contains(sessions[index].stage) ? nil : "onboarding.invalid_stage")
    }

    private mutating func move(_ index: Int, to stage: String, events: Int64) {
        sessions[index].stage = stage
        sessions[index].version += events
    }

    /// A start with the session's own token, so that nothing has to be proven again.
    mutating func start(_ email: String, plan: String, isPaid: Bool) -> String {
        if users.contains(email) { return "onboarding.email_already_registered" }
        guard let index = active(email) else {
            // One whose time is over is recorded as expired by this.
            if let old = sessions.lastIndex(where: { $0.email == email && $0.status == "active" }) {
                expire(old)
            }
            sessions.append(
                Session(
                    id: sessions.count, email: email, isPaid: isPaid, plan: plan,
                    expiresAt: now.adding(seconds: 86_400)))
            return "ok"
        }
        if sessions[index].plan == plan { return "ok" }
        changePlan(index, plan, isPaid)
        takeUpPayment(index)
        return "ok"
    }

    private mutating func changePlan(_ index: Int, _ plan: String, _ isPaid: Bool) {
        (sessions[index].plan, sessions[index].isPaid) = (plan, isPaid)
        sessions[index].checkoutID = nil
        let stage = sessions[index].stage
        guard ["payment_pending", "ready_to_commit"].contains(stage) else {
            sessions[index].version += 1
            return
        }
        let isReady = stage == "ready_to_commit"
        if isPaid {
            // Nobody in these histories goes back to a plan that was paid: see the caller.
            move(index, to: "payment_pending", events: 2)
        } else {
            move(index, to: "ready_to_commit", events: isReady ? 2 : 3)
        }
    }

    mutating func sendCode(_ index: Int) -> String {
        if let code = isAt(index, "plan_selected", "identity_pending") { return code }
        let sent = [sessions[index].codeSentAt, codeTimes[sessions[index].email]].compactMap { $0 }
        if sent.contains(where: { now - $0 < 120_000 }) { return "onboarding.otp_rate_limited" }
        move(index, to: "identity_pending", events: 1)
        sessions[index].codeSentAt = now
        sessions[index].wrongTries = 0
        codeTimes[sessions[index].email] = now
        return "ok"
    }

    /// A wrong code.
    mutating func verifyWrongly(_ index: Int) -> String {
        if let code = isAt(index, "identity_pending") { return code }
        guard let tries = sessions[index].wrongTries, let sentAt = sessions[index].codeSentAt else {
            return "onboarding.invalid_otp"
        }
        if tries >= 5 { return "onboarding.otp_attempts_exceeded" }
        if now - sentAt >= 900_000 { return "onboarding.invalid_otp" }
        sessions[index].wrongTries = tries + 1
        sessions[index].version += 1
        return tries == 4 ? "onboarding.otp_attempts_exceeded" : "onboarding.invalid_otp"
    }

    mutating func google(_ index: Int) -> String {
        if let code = closed(index) { return code }
        if users.contains(sessions[index].email) { return "onboarding.email_already_registered" }
        if ["plan_selected", "identity_pending"].contains(sessions[index].stage) {
            move(index, to: "identity_verified", events: 1)
        }
        return "ok"
    }

    mutating func business(_ index: Int) -> String {
        if let code = isAt(index, "identity_verified") { return code }
        move(
            index, to: sessions[index].isPaid ? "payment_pending" : "ready_to_commit",
            events: sessions[index].isPaid ? 2 : 3)
        takeUpPayment(index)
        return "ok"
    }

    /// What an earlier session of the email was paid with, if that was for the same plan.
    private mutating func takeUpPayment(_ index: Int) {
        let session = sessions[index]
        guard session.stage == "payment_pending", let keeper = keeper(of: session.email),
            sessions[keeper].paidPlan == session.plan
        else { return }
        sessions[keeper].isPaymentKept = false
        sessions[keeper].version += 1
        receivePayment(index)
    }

    /// The session whose payment waits for the email's next one.
    func keeper(of email: String) -> Int? {
        sessions.lastIndex { $0.email == email && $0.isPaymentKept }
    }

    private mutating func receivePayment(_ index: Int) {
        sessions[index].paidPlan = sessions[index].plan
        move(index, to: "ready_to_commit", events: 2)
    }

    /// The provider's report that the session's plan was paid just now; one that fits nothing is
    /// kept apart, one for a session whose time is over records that, and one for a session that
    /// was given up waits for the email's next one.
    mutating func pay(_ index: Int) {
        if sessions[index].status == "cancelled" { return payLate(index) }
        if closed(index) == "onboarding.session_expired", sessions[index].status == "active" {
            expire(index)
        }
        guard isAt(index, "payment_pending") == nil else { return }
        receivePayment(index)
    }

    private mutating func payLate(_ index: Int) {
        let session = sessions[index]
        guard session.stage == "payment_pending", session.paidPlan == nil,
            now < session.expiresAt, keeper(of: session.email) == nil
        else { return }
        sessions[index].paidPlan = session.plan
        sessions[index].isPaymentKept = true
        sessions[index].version += 1
        if let heir = active(session.email) { takeUpPayment(heir) }
    }

    mutating func complete(_ index: Int) -> String {
        if let code = isAt(index, "ready_to_commit") { return code }
        move(index, to: "committed", events: 1)
        sessions[index].status = "committed"
        users.insert(sessions[index].email)
        return "ok"
    }

    mutating func cancel(_ index: Int) -> String {
        if let code = closed(index) { return code }
        sessions[index].status = "cancelled"
        sessions[index].version += 1
        keepPayment(index)
        return "ok"
    }

    mutating func expireOverdue() -> Int {
        let overdue = sessions.indices.filter {
            sessions[$0].status == "active" && now >= sessions[$0].expiresAt
        }
        for index in overdue { expire(index) }
        return overdue.count
    }

    private mutating func expire(_ index: Int) {
        sessions[index].status = "expired"
        sessions[index].version += 1
        keepPayment(index)
    }

    private mutating func keepPayment(_ index: Int) {
        if sessions[index].paidPlan != nil, keeper(of: sessions[index].email) == nil {
            sessions[index].isPaymentKept = true
            sessions[index].version += 1
        }
    }
}
