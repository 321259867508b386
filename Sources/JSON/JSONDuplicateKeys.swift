/// What to do with an object that names a member twice (RFC 8259 section 4 leaves it open).
package enum JSONDuplicateKeys: Sendable {
    /// Refuses the text: what is ambiguous could be read differently elsewhere.
    case refuse
    /// Keeps the last value, at the first one's place.
    case lastWins
}
