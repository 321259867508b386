/// Options of which only one may be given at a time.
struct ExclusiveOptions: Sendable, Hashable {
    var names: [String]
    /// Exactly one of them must be given.
    var isRequired = false

    /// None of them need be given.
    static func atMostOne(_ names: String...) -> Self { Self(names: names) }
    /// One of them must be given.
    static func exactlyOne(_ names: String...) -> Self { Self(names: names, isRequired: true) }
}
