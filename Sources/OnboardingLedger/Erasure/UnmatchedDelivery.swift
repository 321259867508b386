import JSON
import Onboarding

/// What a provider told and nobody could be found for, as it is kept in a `WebhookUnmatched`.
struct UnmatchedDelivery {
    /// Everything that it says, with the names of members.
    let texts: [String]
    /// Nil for what the calendar told.
    private let stripe: StripeDelivery?

    /// Nil for an event whose payload is gone or was never kept.
    ///
    /// - Parameter personal: the event's.
    init?(_ personal: [UInt8]) {
        guard let value = try? JSONValue(parsing: personal, limits: .trusted),
            let payload = value["payload"]?.stringValue
        else { return nil }
        texts = value.texts
        stripe = try? StripeDelivery(parsing: Array(payload.utf8))
    }

    /// Whose subscription or payment it is, as the provider calls them.
    var customerID: String? { stripe?.customerID }

    /// Whether it names the person: by an id that is theirs, whatever it stands for, or where a
    /// user and an email stand in a delivery.
    func isAbout(_ traces: PersonTraces) -> Bool {
        if texts.contains(where: traces.knownAs.contains) { return true }
        if let user = stripe?.userID, traces.userIDs.contains(user) { return true }
        return stripe?.email.map(traces.emails.contains) ?? false
    }
}
