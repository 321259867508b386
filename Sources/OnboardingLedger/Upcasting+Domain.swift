import EventLog
import Onboarding

extension Upcasting {
    /// The domain's upcasters, as the log's readers take them (contract L10).
    package static let domain = Upcasting(
        isOlder: { Upcasters.isOlder(type: $0.name, schemaVersion: $0.schemaVersion) },
        upcast: { payload in
            let newest = try Upcasters.upcast(
                type: payload.type.name, fromVersion: payload.type.schemaVersion,
                data: payload.data, personal: payload.personal)
            return Payload(
                type: EventType(payload.type.name, schemaVersion: newest.schemaVersion),
                data: newest.data, personal: newest.personal)
        })
}
