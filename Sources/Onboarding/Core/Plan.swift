/// A plan that can be chosen, as configured (K11).
public struct Plan: Sendable, Hashable {
    public var id: String
    public var descriptor: String
    public var name: String
    /// A decimal number as it was configured, such as `99.00`.
    public var price: String
    public var currency: String
    /// `month` or `year`.
    public var interval: String
    public var isPaid: Bool
    public var trialDays: Int
    public var stripePriceID: String?

    /// The id follows from the descriptor: `plan_professional`.
    public init(
        descriptor: String, name: String, price: String = "0.00", currency: String = "USD",
        interval: String = "month", isPaid: Bool, trialDays: Int = 0, stripePriceID: String? = nil
    ) {
        id = "plan_" + descriptor
        (self.descriptor, self.name) = (descriptor, name)
        (self.price, self.currency, self.interval) = (price, currency, interval)
        (self.isPaid, self.trialDays) = (isPaid, trialDays)
        self.stripePriceID = stripePriceID
    }
}

/// The configured plans, found by descriptor or id.
public struct PlanCatalogue: Sendable, Hashable {
    public let plans: [Plan]

    /// - Precondition: no two plans have the same descriptor.
    public init(_ plans: [Plan]) {
        precondition(
            Set(plans.map(\.descriptor)).count == plans.count, "a plan's descriptor is its name")
        self.plans = plans
    }

    public func plan(descriptor: String) -> Plan? { plans.first { $0.descriptor == descriptor } }

    public func plan(id: String) -> Plan? { plans.first { $0.id == id } }

    /// The plan with this provider's price (S3).
    public func plan(stripePriceID: String) -> Plan? {
        plans.first { $0.stripePriceID == stripePriceID }
    }

    /// The plans of dev mode (contract section 8).
    public static let dev = PlanCatalogue([
        Plan(descriptor: "starter", name: "Starter", isPaid: false),
        Plan(
            descriptor: "professional", name: "Professional", price: "99.00", isPaid: true,
            trialDays: 7),
        Plan(
            descriptor: "individual", name: "Individual", price: "9.00", isPaid: true,
            trialDays: 7),
        Plan(descriptor: "family", name: "Family", price: "15.00", isPaid: true, trialDays: 7),
    ])
}
