/// The name of what happened, in past-tense PascalCase, and the version of its payload's schema.
public struct EventType: Hashable, Sendable {
    public let name: String
    /// From 1; raised with each change of the payload's shape that `Upcasting` must bridge.
    public let schemaVersion: Int

    public init(_ name: String, schemaVersion: Int = 1) {
        (self.name, self.schemaVersion) = (name, schemaVersion)
    }

    /// By bytes: see `String.hasSameBytes`.
    public static func == (a: EventType, b: EventType) -> Bool {
        a.schemaVersion == b.schemaVersion && a.name.hasSameBytes(as: b.name)
    }

    public func hash(into hasher: inout Hasher) {
        name.hashBytes(into: &hasher)
        hasher.combine(schemaVersion)
    }
}
