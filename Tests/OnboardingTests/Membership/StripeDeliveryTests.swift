import JSON
import TestSupport
import Testing
import Time

@testable import Onboarding

/// S3: deliveries in the provider's real shapes, old and new.
struct StripeDeliveryTests {
    private func delivery(
        _ type: String, _ object: String, previous: String? = nil, created: Int64 = 1_772_366_400
    ) throws -> StripeDelivery {
        let previous = previous.map { #", "previous_attributes": \#($0)"# } ?? ""
        return try StripeDelivery(
            parsing: Array(
                #"""
                {"id": "evt_1NG8Du2eZvKYlo2CUI79vXWy", "object": "event", "api_version":
                "2019-02-19", "created": \#(created), "livemode": false, "pending_webhooks": 1,
                "request": {"id": null, "idempotency_key": null}, "type": "\#(type)",
                "data": {"object": \#(object)\#(previous)}}
                """#.utf8))
    }

    private static let checkout = #"""
        {"id": "cs_test_a1", "object": "checkout.session", "amount_total": 900, "currency": "usd",
        "client_reference_id": "user_1", "customer": "cus_1", "customer_email": null,
        "customer_details": {"email": "Ada@Example.com ", "name": "Ada Lovelace", "phone": null},
        "metadata": {"plan": "family", "user_id": "user_2"}, "mode": "subscription",
        "payment_status": "paid", "status": "complete", "subscription": "sub_1", "url": null}
        """#

    @Test func `a completed checkout says who paid for what`() throws {
        let delivery = try delivery("checkout.session.completed", Self.checkout)
        expectEqual(delivery.id, "evt_1NG8Du2eZvKYlo2CUI79vXWy")
        expectEqual(delivery.createdAt, noon)
        expectEqual(delivery.userID, "user_1")
        expectEqual(delivery.customerID, "cus_1")
        expectEqual(delivery.email, "ada@example.com")
        expectTrue(delivery.isPayment)
        expectEqual(
            delivery.reports(plans, now: noon).first,
            .checkoutReported(
                MembershipCheckoutReported(
                    checkoutSessionID: "cs_test_a1", outcome: .paid, plan: .family,
                    subscriptionID: "sub_1", customerID: "cus_1",
                    eventID: "evt_1NG8Du2eZvKYlo2CUI79vXWy", asOf: noon)))
    }

    @Test(arguments: [
        (#""paid""#, "900", CheckoutOutcome.paid), (#""paid""#, "0", .trial),
        (#""no_payment_required""#, "0", .trial), (#""unpaid""#, "900", .unpaid),
        (#""something_new""#, "900", .unpaid),
    ])
    func `a checkout's payment status tells what came of it`(
        status: String, amount: String, outcome: CheckoutOutcome
    ) throws {
        let delivery = try delivery(
            "checkout.session.completed",
            #"{"id":"cs_1","payment_status":\#(status),"amount_total":\#(amount)}"#)
        expectEqual(delivery.checkout?.outcome, outcome)
        expectEqual(delivery.isPayment, outcome.isPayment)
    }

    @Test func `a payment that comes later by bank is a payment`() throws {
        try expectTrue(
            delivery("checkout.session.async_payment_succeeded", Self.checkout).isPayment)
    }

    @Test func `a sign-up's checkout names its session`() throws {
        let delivery = try delivery(
            "checkout.session.completed",
            #"{"id":"cs_1","metadata":{"onboarding_session_id":"s1","plan_id":"plan_x"}}"#)
        expectEqual(delivery.checkout?.signUpSessionID, "s1")
    }

    private static let oldSubscription = #"""
        {"id": "sub_1", "object": "subscription", "created": 1772366400, "current_period_end":
        1775044800, "current_period_start": 1772366400, "customer": "cus_1", "ended_at": null,
        "items": {"object": "list", "data": [{"id": "si_1", "price": {"id": "price_family",
        "recurring": {"interval": "month"}}, "quantity": 1}]}, "metadata": {}, "start_date":
        1772366400, "status": "active", "trial_end": null}
        """#
    private static let newSubscription = #"""
        {"id": "sub_1", "object": "subscription", "created": 1772366400, "customer": {"id": "cus_1",
        "object": "customer"}, "ended_at": null, "items": {"object": "list", "data": [{"id": "si_1",
        "current_period_end": 1775044800, "current_period_start": 1772366400, "price": {"id":
        "price_family"}}]}, "metadata": {"user_id": "user_1"}, "start_date": 1772366400,
        "status": "active"}
        """#

    private static let priced = PlanCatalogue([
        Plan(descriptor: "family", name: "Family", isPaid: true, stripePriceID: "price_family")
    ])

    @Test(arguments: [oldSubscription, newSubscription])
    func `a subscription is the same in old and new form`(object: String) throws {
        let delivery = try delivery(
            "customer.subscription.updated", object, previous: #"{"status": "trialing"}"#)
        guard
            case .subscriptionReported(let report) = delivery.reports(Self.priced, now: noon).first
        else {
            Issue.record("no report")
            return
        }
        expectEqual(report.subscriptionID, "sub_1")
        expectEqual(report.customerID, "cus_1")
        expectEqual(report.status, .active)
        expectEqual(report.plan, .family)
        expectEqual(report.startedAt, noon)
        expectEqual(report.endsAt?.rfc3339, "2026-04-01T12:00:00.000Z")
        expectEqual(report.previousStatus, .trialing)
        expectEqual(report.previousAttributes, #"{"status":"trialing"}"#)
    }

    @Test func `metadata name the plan before the price does`() throws {
        let delivery = try delivery(
            "customer.subscription.created",
            #"""
            {"id":"sub_1","status":"trialing","metadata":{"plan":"individual"},
            "items":{"data":[{"price":{"id":"price_family"}}]}}
            """#)
        guard
            case .subscriptionReported(let report) = delivery.reports(Self.priced, now: noon).first
        else { return }
        expectEqual(report.plan, .individual)
    }

    @Test(arguments: ["checkout.session.expired", "checkout.session.async_payment_failed"])
    func `a checkout that can be paid no more has run out`(type: String) throws {
        let delivery = try delivery(type, #"{"id":"cs_1","payment_status":"unpaid"}"#)
        guard case .checkoutReported(let report)? = delivery.reports(plans, now: noon).first else {
            Issue.record("it reports nothing")
            return
        }
        expectTrue(report.checkoutSessionID == "cs_1" && report.outcome == .expired)
    }

    @Test(arguments: ["unpaid", "incomplete", "incomplete_expired", "paused", "novel"])
    func `other statuses are none`(status: String) throws {
        let delivery = try delivery(
            "customer.subscription.updated", #"{"id":"sub_1","status":"\#(status)"}"#)
        guard case .subscriptionReported(let report) = delivery.reports(plans, now: noon).first
        else {
            return
        }
        expectNil(report.status)
    }

    @Test(arguments: [
        (#""ended_at":1772366400,"canceled_at":1772000000,"current_period_end":1775044800"#, noon),
        (#""ended_at":null,"canceled_at":1772366400,"current_period_end":1775044800"#, nil),
        (#""current_period_end":1775044800"#, nil),
    ])
    func `a deleted subscription is canceled, whatever it says, and ended when it was`(
        dates: String, endsAt: Timestamp?
    ) throws {
        let delivery = try delivery(
            "customer.subscription.deleted", #"{"id":"sub_1","status":"active",\#(dates)}"#)
        guard case .subscriptionReported(let report) = delivery.reports(plans, now: noon).first
        else {
            Issue.record("no report")
            return
        }
        expectEqual(report.status, .canceled)
        expectEqual(report.endsAt, endsAt)
    }

    @Test(arguments: [
        #"{"id":"in_1","customer":"cus_1","subscription":"sub_1","customer_email":"a@b.co"}"#,
        #"""
        {"id":"in_1","customer":"cus_1","customer_email":"a@b.co","parent":{"type":
        "subscription_details","subscription_details":{"subscription":"sub_1","metadata":{}}}}
        """#,
    ])
    func `an invoice's subscription is found in both places`(object: String) throws {
        let delivery = try delivery("invoice.payment_failed", object)
        expectEqual(
            delivery.reports(plans, now: noon).first,
            .invoiceFailed(
                InvoicePaymentFailed(
                    subscriptionID: "sub_1", invoiceID: "in_1", customerID: "cus_1",
                    eventID: delivery.id, asOf: noon)))
        expectEqual(delivery.email, "a@b.co")
    }

    @Test(arguments: [
        #""subscription_details":{"metadata":{}}"#,
        #""subscription_details":{"metadata":{"user_id":"user_1"}}"#,
        #""parent":{"subscription_details":{"metadata":{"user_id":"user_1"}}}"#,
    ])
    func `an invoice's user stands in its subscription's metadata, else in its own`(
        details: String
    ) throws {
        let delivery = try delivery(
            "invoice.payment_failed",
            #"{"id":"in_1","metadata":{"user_id":"user_2"},\#(details)}"#)
        expectEqual(delivery.userID, details.contains("user_1") ? "user_1" : "user_2")
    }

    @Test func `unknown types are understood as such`() throws {
        let delivery = try delivery("charge.refunded", #"{"id":"ch_1"}"#)
        expectEqual(delivery.subject, .other)
        expectNil(delivery.reports(plans, now: noon).first)
    }

    @Test func `a checkout without an amount is a trial when its plan has one`() throws {
        let delivery = try delivery(
            "checkout.session.completed",
            #"{"id":"cs_1","payment_status":"paid","metadata":{"plan":"individual"}}"#)
        guard case .checkoutReported(let report) = delivery.reports(.dev, now: noon).first else {
            return
        }
        expectEqual(report.outcome, .trial)
    }

    /// S2: however its plan is configured.
    @Test func `a paid checkout without an amount is a trial of a membership that names none`()
        throws
    {
        let delivery = try delivery(
            "checkout.session.completed",
            #"{"id":"cs_1","payment_status":"paid","metadata":{"plan":"family"}}"#)
        let report = delivery.reports(Self.priced, now: noon).first
        guard case .checkoutReported(let report)? = report else {
            Issue.record("no report")
            return
        }
        expectEqual(report.outcome, .trial)
    }

    @Test(arguments: [
        ("[]", true), ("{", true), (#"{"type":"x"}"#, false), (#"{"id":"evt_1"}"#, false),
        (#"{"id":"evt_1","type":"invoice.payment_failed"}"#, false),
        (#"{"id":"evt_1","type":"invoice.payment_failed","data":{"object":{}}}"#, false),
    ])
    func `a body that is no delivery is refused`(body: String, isMalformed: Bool) {
        #expect {
            try StripeDelivery(parsing: Array(body.utf8))
        } throws: { error in
            switch error as? StripeDeliveryError {
            case .malformed: isMalformed
            case .missingMember: !isMalformed
            case nil: false
            }
        }
    }
}
