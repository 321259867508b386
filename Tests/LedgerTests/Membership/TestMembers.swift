import Foundation
import JSON
import Onboarding
import Synchronization
import TestSupport
import Time

@testable import EventLog
@testable import OnboardingLedger
@testable import ReadModels

/// The membership's use cases on a test's ledger, with a payment provider made of memory.
final class TestMembers: Sendable {
    let home: TestLedger
    let provider = TestCheckouts()
    let members: Memberships

    var ledger: Ledger { home.ledger }

    init() throws(LogFailure) {
        home = try TestLedger()
        let zones = ZoneTable(parsing: "GB\t+513030-0000731\tEurope/London\n")
        members = Memberships(
            ledger: home.ledger, plans: .dev,
            places: BirthPlaces(zones: zones) { _, _ in 0 }, checkouts: provider)
    }

    static let facts = RequestFacts(requestID: "request-1")
    static let ada = Person(subject: "ada", email: "ada@example.com", isEmailVerified: true)

    func profile(_ person: Person = TestMembers.ada) async throws -> FoundProfile {
        try await members.profile(person, Self.facts)
    }

    func request(
        _ person: Person = TestMembers.ada, expected: StreamVersion? = nil
    ) -> Memberships.Request {
        Memberships.Request(
            person: person, facts: Self.facts, expected: expected.map { DemandedVersions([$0]) })
    }

    func admin(_ userID: String) -> AdminRequest {
        AdminRequest(
            userID: userID, admin: EventActor(kind: .admin, id: "root"), facts: Self.facts)
    }

    func edit(_ body: JSONObject, _ person: Person = TestMembers.ada) async throws -> FoundProfile {
        try await members.edit(ProfilePatch(reading: body), request(person)).value
    }

    /// Where the membership's gate sends a person from `path`; nil when they may stay.
    func gate(_ person: Person = TestMembers.ada, _ path: String = "/sanctuary") async throws
        -> String?
    {
        let question = GateQuestion(flow: "membership", path: path)
        return try await ledger.gate(question, for: .subject(person.subject)).decision.location
    }

    // MARK: Deliveries

    func take(_ delivery: TestDelivery) async throws {
        let body = Array(delivery.body.utf8)
        try await StripeDeliveries(members).take(
            try StripeDelivery(parsing: body), body: body, Self.facts)
    }

    func types(_ stream: StreamID) async throws -> [String] {
        try await ledger.events(of: stream, limit: 1000).map(\.type.name)
    }

    func types(of id: String) async throws -> [String] {
        try await types(StreamID(category: "profile", id: id))
    }

    /// The reasons of the deliveries that nobody could make use of, oldest first.
    func unmatched() async throws -> [String] {
        var filter = EventFilter()
        filter.types = ["WebhookUnmatched"]
        return try await ledger.events(matching: filter, limit: 1000).compactMap { event in
            try JSONValue(parsing: event.data)["reason"]?.stringValue
        }
    }

    /// How many profiles there are.
    func profileCount() async throws -> Int {
        try await ledger.read { reader in
            var query = ViewReader.Query()
            query.limit = 1000
            return try reader.views().list(.profile, query).rows.count
        }
    }
}

/// A delivery of the payment provider in its own words.
struct TestDelivery: Sendable {
    let body: String

    static func checkout(
        _ event: String = "evt_1", _ id: String = "cs_1", user: String? = nil,
        email: String? = nil, customer: String? = "cus_1", subscription: String = "sub_1",
        plan: String? = "individual", status: String = "paid", amount: Int64 = 900,
        at second: Int64 = 0,
        type: String = "checkout.session.completed", mode: String = "subscription",
        of metadataUser: String? = nil
    ) -> TestDelivery {
        TestDelivery(
            event, type, at: second,
            """
            {"id":"\(id)","object":"checkout.session","status":"complete","payment_status":\
            "\(status)","amount_total":\(amount),"client_reference_id":\(json(user)),"customer":\
            \(json(customer)),"subscription":\
            \(json(mode == "subscription" ? subscription : nil)),"mode":"\(mode)",\
            "metadata":{"plan":\(json(plan)),"user_id":\(json(metadataUser))},\
            "customer_details":{"email":\(json(email)),"name":"Ada Lovelace"}}
            """)
    }

    static func subscription(
        _ change: String, _ status: String, _ event: String, customer: String = "cus_1",
        _ id: String = "sub_1", plan: String? = "individual", at second: Int64
    ) -> TestDelivery {
        TestDelivery(
            event, "customer.subscription.\(change)", at: second,
            """
            {"id":"\(id)","object":"subscription","customer":"\(customer)","status":"\(status)",\
            "metadata":{"plan":\(json(plan))},"start_date":1772366400,"items":{"data":[{"id":\
            "si_1","current_period_end":1775044800,"price":{"id":"price_1"}}]}}
            """)
    }

    static func invoiceFailed(_ event: String, at second: Int64) -> TestDelivery {
        TestDelivery(
            event, "invoice.payment_failed", at: second,
            """
            {"id":"in_1","customer":"cus_1","parent":{"subscription_details":{"subscription":\
            "sub_1"}}}
            """)
    }

    private init(_ event: String, _ type: String, at second: Int64, _ object: String) {
        let created = noon.milliseconds / 1000 + second
        body = """
            {"id":"\(event)","object":"event","created":\(created),"type":"\(type)","data":\
            {"object":\(object)}}
            """
    }

    private static func json(_ text: String?) -> String { text.map { "\"\($0)\"" } ?? "null" }
}

/// A payment provider made of memory, which counts what it is asked.
final class TestCheckouts: CheckoutProvider {
    private struct State {
        var checkouts: [String: StripeCheckout] = [:]
        var orders: [CheckoutOrder] = []
        var keys: [String] = []
        var isDown = false
        var isSilent = false
        var meanwhile: (@Sendable () async -> Void)?
    }

    private let state = Mutex(State())

    var orders: [CheckoutOrder] { state.withLock { $0.orders } }

    /// With which it was asked to open checkouts, also in vain.
    var keys: [String] { state.withLock { $0.keys } }

    /// - Parameter isSilent: true for a provider that does not even answer.
    func fail(_ isDown: Bool = true, isSilent: Bool = false) {
        state.withLock { ($0.isDown, $0.isSilent) = (isDown, isSilent) }
    }

    /// Lets the provider know a checkout in its own form.
    func know(_ json: String) throws {
        let object = try JSONValue(parsing: json).objectValue
        guard let checkout = object.flatMap({ StripeCheckout($0) }) else { throw Stop() }
        state.withLock { $0.checkouts[checkout.id] = checkout }
    }

    /// Happens once, while the provider is asked about a checkout.
    func meanwhile(_ body: @escaping @Sendable () async -> Void) {
        state.withLock { $0.meanwhile = body }
    }

    func openCheckout(_ order: CheckoutOrder, now: Timestamp) async throws(ProviderFailure)
        -> OpenedCheckout
    {
        let count: Int? = state.withLock { state in
            state.keys.append(order.idempotencyKey)
            if state.isDown { return nil }
            state.orders.append(order)
            let first = state.orders.firstIndex { $0.idempotencyKey == order.idempotencyKey }
            return first.map { $0 + 1 }
        }
        guard let count else {
            throw ProviderFailure(
                .unavailable, "down", isAnswer: state.withLock { !$0.isSilent })
        }
        return OpenedCheckout(
            id: "cs_\(count)", url: "https://pay.example/cs_\(count)",
            expiresAt: now.adding(seconds: 86_400))
    }

    func checkout(_ id: String) async throws(ProviderFailure) -> StripeCheckout? {
        let (isDown, checkout) = state.withLock { ($0.isDown, $0.checkouts[id]) }
        if isDown { throw ProviderFailure(.unavailable, "down") }
        if let meanwhile = state.withLock({ $0.meanwhile.take() }) { await meanwhile() }
        return checkout
    }

    func expireCheckout(_ id: String) async throws(ProviderFailure) -> Bool { false }
}
