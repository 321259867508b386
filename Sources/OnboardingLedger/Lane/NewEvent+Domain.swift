import EventLog
import Onboarding

extension NewEvent {
    /// The domain's encoded event as the log takes it.
    init(_ event: EncodedEvent) {
        self.init(
            type: EventType(event.type, schemaVersion: event.schemaVersion), data: event.data,
            personal: event.personal,
            claims: event.claims.map(EventLog.ClaimChange.init))
    }
}
