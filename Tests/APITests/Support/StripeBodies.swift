/// Deliveries as Stripe writes them, in old and new API versions (contract S3).
///
/// Everything of one story shares a suffix, so that several stories fit one ledger.
struct StripeBodies: Sendable {
    let suffix: String
    var isOld = false
    /// When the story begins, in seconds since 1970.
    private static let start: Int64 = 1_790_000_000

    func event(
        _ name: String, _ type: String, at second: Int64, previous: String? = nil, _ object: String
    ) -> String {
        let previous = previous.map { #","previous_attributes":\#($0)"# } ?? ""
        return """
            {"id":"evt_\(name)_\(suffix)","object":"event","api_version":\
            "\(isOld ? "2019-02-19" : "2025-03-31.basil")","created":\(Self.start + second),\
            "livemode":false,"pending_webhooks":1,"request":{"id":null,"idempotency_key":null},\
            "type":"\(type)","data":{"object":\(object)\(previous)}}
            """
    }

    /// The delivery's id, which its events name as their cause.
    func causation(_ name: String) -> String { "evt_\(name)_\(suffix)" }

    func checkout(
        _ name: String, user: String?, email: String? = nil, status: String = "paid",
        amount: Int64 = 900, at second: Int64, type: String = "checkout.session.completed"
    ) -> String {
        event(
            name, type, at: second,
            """
            {"id":"cs_test_\(suffix)","object":"checkout.session","amount_total":\(amount),\
            "client_reference_id":\(json(user)),"currency":"usd","customer":"cus_\(suffix)",\
            "customer_details":{"email":\(json(email)),"name":"Ada Lovelace"},"customer_email":null,\
            "metadata":{"plan":"family"},"mode":"subscription","payment_status":"\(status)",\
            "status":"complete","subscription":"sub_\(suffix)","url":null}
            """)
    }

    func subscription(
        _ name: String, _ change: String, _ status: String, at second: Int64,
        previously: String? = nil
    ) -> String {
        let end = #""current_period_end":1792592000"#
        return event(
            name, "customer.subscription.\(change)", at: second,
            previous: previously.map { #"{"status":"\#($0)"}"# },
            """
            {"id":"sub_\(suffix)","object":"subscription","created":1790000000,\
            \(isOld ? end + "," : "")"customer":"cus_\(suffix)","ended_at":null,"items":{"object":\
            "list","data":[{"id":"si_1",\(isOld ? "" : end + ",")"price":{"id":"price_family"}}]},\
            "metadata":{"plan":"family"},"start_date":1790000000,"status":"\(status)"}
            """)
    }

    func invoiceFailed(_ name: String, at second: Int64) -> String {
        let place =
            isOld
            ? #""subscription":"sub_\#(suffix)""#
            : #""parent":{"subscription_details":{"subscription":"sub_\#(suffix)"}}"#
        return event(
            name, "invoice.payment_failed", at: second,
            #"{"id":"in_1","object":"invoice","customer":"cus_\#(suffix)",\#(place)}"#)
    }

    private func json(_ text: String?) -> String { text.map { "\"\($0)\"" } ?? "null" }
}
