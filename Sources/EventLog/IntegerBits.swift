/// A set of small integers, such as interned names, as one bit for each up to the largest: ten
/// million cost 1.2 MB.
package struct IntegerBits: Sendable {
    private var words: [UInt64] = []

    package init() {}

    /// - Precondition: not negative.
    package mutating func insert(_ integer: Int64) {
        let word = Int(integer >> 6)
        if word >= words.count {
            words += repeatElement(0, count: max(word + 1 - words.count, words.count))
        }
        words[word] |= 1 << UInt64(integer & 63)
    }

    package func contains(_ integer: Int64) -> Bool {
        guard integer >= 0 else { return false }
        let word = Int(integer >> 6)
        return word < words.count && words[word] & (1 << UInt64(integer & 63)) != 0
    }
}
