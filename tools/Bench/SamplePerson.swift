import Onboarding
import OnboardingLedger

/// Made-up people and businesses, as they sign up.
struct SamplePerson: Sendable {
    let email: String
    let firstName: String
    let lastName: String
    let business: BusinessFacts
    let plan: Plan

    private static let firstNames = [
        "Ada", "Boris", "Chiara", "Dmitri", "Esther", "Farid", "Grete", "Hiroshi", "Inês", "Jürgen",
    ]
    private static let lastNames = [
        "Lovelace", "Okonkwo", "Svensson", "Marchetti", "Haddad", "Nowak", "Fernández", "Tanaka",
    ]
    private static let trades = ["Bakery", "Bicycles", "Consulting", "Print Shop", "Dental Care"]

    /// The same person for the same number.
    init(_ number: Int) {
        var random = SampleRandom(seed: UInt64(number))
        firstName = random.pick(Self.firstNames)
        lastName = random.pick(Self.lastNames)
        let trade = random.pick(Self.trades)
        let descriptor = trade.lowercased().replacing(" ", with: "-")
        email = "\(descriptor).\(number)@mail.example"
        business = BusinessFacts(
            name: "\(lastName) \(trade)", descriptor: "\(descriptor)-\(number)", country: "DE",
            currency: "EUR")
        plan = random.pick(PlanCatalogue.dev.plans)
    }

    /// What a browser's request brings along.
    static func facts(requestID: String) -> RequestFacts {
        RequestFacts(
            requestID: requestID, ipAddress: "203.0.113.7",
            userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
    }
}
