/// Turns payloads of older schema versions into the newest known one, when they are read.
///
/// The log itself never rewrites a stored event (contract L10); what the steps do is the domain's.
public struct Upcasting: Sendable {
    /// A payload as one schema version has it.
    public struct Payload: Sendable, Hashable {
        public var type: EventType
        public var data: [UInt8]
        public var personal: [UInt8]?

        public init(type: EventType, data: [UInt8], personal: [UInt8]?) {
            self.type = type
            self.data = data
            self.personal = personal
        }
    }

    private let isOlder: @Sendable (EventType) -> Bool
    private let upcast: @Sendable (Payload) throws -> Payload

    /// - Parameter isOlder: says, cheaply, whether a type has a newer schema version.
    public init(
        isOlder: @escaping @Sendable (EventType) -> Bool,
        upcast: @escaping @Sendable (Payload) throws -> Payload
    ) {
        self.isOlder = isOlder
        self.upcast = upcast
    }

    /// Leaves every payload as it is.
    public static let none = Upcasting(isOlder: { _ in false }, upcast: { $0 })

    /// Lets a walk skip the copy that `newest` needs of a payload.
    package func needsUpcast(_ type: EventType) -> Bool { isOlder(type) }

    /// - Throws: what the domain's step throws for a payload that it cannot read.
    package func newest(_ payload: Payload) throws -> Payload {
        isOlder(payload.type) ? try upcast(payload) : payload
    }
}
