import JSON
import Onboarding
import OnboardingLedger

/// Why `ONBOARD_PLANS` is no list of plans.
struct PlanFileError: Error, Sendable, Hashable {
    let reason: String
}

/// Reads the configured plans: an array of `{descriptor, name, price, currency, interval, isPaid,
/// trialDays, stripePriceId?}` (contract section 8).
enum PlanFile {
    /// Each member that a plan may have, and what help says of it.
    static let members = [
        HelpTerm("descriptor", "The word by which it is chosen (required)"),
        HelpTerm("name", "What people read (required)"),
        HelpTerm("isPaid", "true or false: whether it must be paid for (required)"),
        HelpTerm("price", "A decimal number, as a text or a number, for a plan that is paid"),
        HelpTerm("currency", "An ISO 4217 code (default USD)"),
        HelpTerm("interval", "What the price is for: month or year (default month)"),
        HelpTerm(
            "trialDays",
            "Days before the first payment (default 0, which for individual and family means 7)"),
        HelpTerm("stripePriceId", "The price's id at Stripe, instead of name and price"),
    ]

    /// Two years: Stripe opens no checkout with more.
    private static let trialDaysMax = 730

    /// As help shows one.
    static let example = #"[{"descriptor":"team","name":"Team","isPaid":true,"price":"49.00"}]"#

    /// - Parameter setting: a file's path, or the array itself.
    static func plans(_ setting: String) throws(PlanFileError) -> PlanCatalogue {
        let isInline = setting.drop { $0.isWhitespace }.first == "["
        let bytes: [UInt8]
        do throws(InputFile.Failure) {
            bytes =
                isInline
                ? Array(setting.utf8) : try InputFile.contents(of: setting, bytesMax: 1 << 20)
        } catch {
            throw PlanFileError(reason: "\(setting) cannot be read: \(error.reason)")
        }
        let value: JSONValue
        do { value = try JSONValue(parsing: bytes) } catch {
            throw PlanFileError(reason: error.explanation(in: bytes))
        }
        guard let elements = value.arrayValue, !elements.isEmpty else {
            throw PlanFileError(reason: "expected an array of at least one plan")
        }
        var plans: [Plan] = []
        for (index, element) in elements.enumerated() {
            let plan = try plan(element, place(index))
            guard !plans.contains(where: { $0.descriptor == plan.descriptor }) else {
                throw PlanFileError(reason: "'\(plan.descriptor)' is there twice")
            }
            if let id = plan.stripePriceID, plans.contains(where: { $0.stripePriceID == id }) {
                throw PlanFileError(
                    reason: "\(place(index)): another plan has its stripePriceId")
            }
            plans.append(plan)
        }
        return PlanCatalogue(plans)
    }

    private static func place(_ index: Int) -> String { "plan \(index + 1)" }

    /// - Parameter place: how errors name the plan.
    private static func plan(_ value: JSONValue, _ place: String) throws(PlanFileError) -> Plan {
        guard let object = value.objectValue else {
            throw PlanFileError(reason: "\(place) is no object")
        }
        if let unknown = object.keys.first(where: { key in
            !members.contains { $0.label == key }
        }) {
            throw PlanFileError(reason: "\(place) has an unknown member '\(unknown)'")
        }
        guard let descriptor = object["descriptor"]?.stringValue, !descriptor.isEmpty,
            let name = object["name"]?.stringValue, !name.isEmpty,
            let isPaid = object["isPaid"]?.boolValue
        else { throw PlanFileError(reason: "\(place) needs descriptor, name and isPaid") }
        guard let interval = text(object["interval"], or: "month"),
            interval == "month" || interval == "year"
        else {
            throw PlanFileError(reason: "\(place): interval is month or year")
        }
        guard let trialDays = object["trialDays"].map(\.intValue) ?? 0,
            (0...trialDaysMax).contains(trialDays)
        else {
            throw PlanFileError(
                reason: "\(place): trialDays is a whole number from 0 to \(trialDaysMax)")
        }
        if let id = object["stripePriceId"], !id.isNull, id.stringValue?.isEmpty != false {
            throw PlanFileError(reason: "\(place): stripePriceId is a text")
        }
        let plan = Plan(
            descriptor: descriptor, name: name, price: try price(object["price"], place),
            currency: try currency(object["currency"], place), interval: interval, isPaid: isPaid,
            trialDays: trialDays, stripePriceID: object["stripePriceId"]?.stringValue)
        // Stripe knows the price of what it has an id for.
        let hasPrice = object["price"].map { !$0.isNull } ?? false
        if hasPrice || plan.stripePriceID == nil { try checkPrice(of: plan, place) }
        return plan
    }

    /// A paid plan costs something that can be paid, and no other does.
    private static func checkPrice(of plan: Plan, _ place: String) throws(PlanFileError) {
        let isFree = !plan.price.utf8.contains { (0x31...0x39).contains($0) }
        guard plan.isPaid != isFree else {
            throw PlanFileError(
                reason: plan.isPaid
                    ? "\(place) is paid and needs a price above 0"
                    : "\(place) is not paid and has a price above 0")
        }
        let places = StripeCheckouts.places(of: plan.currency)
        let fraction = plan.price.split(separator: ".").dropFirst().first ?? ""
        guard fraction.dropFirst(places).allSatisfy({ $0 == "0" }) else {
            throw PlanFileError(
                reason: "\(place): price has more than the \(places) decimals of \(plan.currency)")
        }
    }

    /// A decimal number, as text or as a number, kept as it was written; but for zeros ahead of it,
    /// which no number in an answer may have.
    private static func price(_ value: JSONValue?, _ place: String) throws(PlanFileError) -> String
    {
        let text = value?.stringValue ?? value?.numberValue?.literal ?? "0.00"
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count),
            parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
        else { throw PlanFileError(reason: "\(place): price is a decimal number") }
        let zeros = parts[0].dropLast().prefix { $0 == "0" }
        return String(text.dropFirst(zeros.count))
    }

    /// Upper-cased; `USD` when none is named.
    private static func currency(_ value: JSONValue?, _ place: String) throws(PlanFileError)
        -> String
    {
        guard let code = text(value, or: "USD").flatMap(Fields.currency) else {
            throw PlanFileError(reason: "\(place): currency is an ISO 4217 code")
        }
        return code
    }

    /// What is not there is the default; nil for what is no text.
    private static func text(_ value: JSONValue?, or standard: String) -> String? {
        guard let value, !value.isNull else { return standard }
        return value.stringValue
    }
}
