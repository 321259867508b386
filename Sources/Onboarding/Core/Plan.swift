import JSON

/// A plan that can be chosen, as configured (K11).
public struct Plan: Sendable, Hashable {
    /// `plan_` and the descriptor.
    public var id: String
    /// The short name by which a person chooses it; unique among the plans.
    public var descriptor: String
    /// For people.
    public var name: String
    /// A decimal number as it was configured, such as `99.00`.
    public let price: String
    /// An ISO 4217 code.
    public var currency: String
    /// `month` or `year`.
    public var interval: String
    /// False for a free plan, which needs no payment to sign up.
    public var isPaid: Bool
    /// Days before the first payment; 0 for none, which no membership's plan has (S2).
    public let trialDays: Int
    /// The provider's price, by which a subscription's plan is found (S3); nil when not configured.
    public var stripePriceID: String?

    /// What a membership's plan has that is configured without a trial (S2).
    package static let membershipTrialDays = 7

    /// The id follows from the descriptor: `plan_professional`. A membership that is sold begins
    /// with a week for nothing (S2), whatever its plan leaves out.
    ///
    /// - Precondition: the price is a number as JSON writes one.
    public init(
        descriptor: String, name: String, price: String = "0.00", currency: String = "USD",
        interval: String = "month", isPaid: Bool, trialDays: Int = 0, stripePriceID: String? = nil
    ) {
        precondition(JSONNumber(literal: price) != nil, "a plan's price is a decimal number")
        id = "plan_" + descriptor
        let isMembership = MembershipPlan(rawValue: descriptor).map { $0 != .none } == true
        let isSold = isPaid || stripePriceID != nil
        let isWithoutTrial = isMembership && isSold && trialDays == 0
        (self.descriptor, self.name) = (descriptor, name)
        (self.price, self.currency, self.interval) = (price, currency, interval)
        self.isPaid = isPaid
        self.trialDays = isWithoutTrial ? Self.membershipTrialDays : trialDays
        self.stripePriceID = stripePriceID
    }

    /// The price as JSON writes it: `99.00`.
    package var priceNumber: JSONNumber {
        guard let number = JSONNumber(literal: price) else {
            preconditionFailure("a plan is made with a decimal number")
        }
        return number
    }
}

/// The configured plans, found by descriptor or id.
public struct PlanCatalogue: Sendable, Hashable {
    /// In the order in which they were configured.
    public let plans: [Plan]

    /// - Precondition: no two plans have the same descriptor.
    public init(_ plans: [Plan]) {
        precondition(
            Set(plans.map(\.descriptor)).count == plans.count, "a plan's descriptor is its name")
        self.plans = plans
    }

    /// Nil for a descriptor that is not configured.
    public func plan(descriptor: String) -> Plan? { plans.first { $0.descriptor == descriptor } }

    /// Nil for an id that is not configured, such as that of a plan that was given up.
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
        Plan(descriptor: "individual", name: "Individual", price: "9.00", isPaid: true),
        Plan(descriptor: "family", name: "Family", price: "15.00", isPaid: true),
    ])
}
