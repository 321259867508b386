import EventLog
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
    ///
    /// - Parameter ids: all by which a provider may know the person.
    func isAbout(_ traces: PersonTraces, _ ids: Set<String>) -> Bool {
        texts.contains(where: ids.contains) || isFrom(traces)
    }

    /// Whether its customer is the person: others may name the person too.
    func isFrom(_ traces: PersonTraces) -> Bool {
        if stripe?.providerIDs.contains(where: traces.knownAs.contains) ?? false { return true }
        if stripe?.userIDs.contains(where: traces.userIDs.contains) ?? false { return true }
        return stripe?.email.map(traces.emails.contains) ?? false
    }
}

extension StreamAppend {
    /// The record of a delivery that fits nobody, in its provider's stream.
    init(unmatched: WebhookUnmatched) {
        self.init(
            to: StreamID(category: "webhook", id: unmatched.provider), expected: .any,
            events: [NewEvent(EncodedEvent(TallyEvent.webhookUnmatched(unmatched)))])
    }
}
