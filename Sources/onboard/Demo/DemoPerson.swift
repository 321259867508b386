/// An invented person, with a business.
struct DemoPerson: Sendable {
    var index: Int
    var given: String
    var family: String
    var business: String
    var country: String
    var currency: String

    var name: String { "\(given) \(family)" }
    var company: String { "\(family) \(business)" }
    var email: String { "\(given).\(family).\(index)@example.org".lowercased() }
}
