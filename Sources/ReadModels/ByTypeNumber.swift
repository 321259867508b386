/// What is known of each of a log's event types, by the type's number.
///
/// A log numbers its types from 1, and has few: those are in an array. What a number of a log that
/// was tampered with says costs no more than one that is small.
struct ByTypeNumber<Value> {
    private var usual: [Value?] = []
    private var others: [Int64: Value] = [:]

    /// Nil for a type that nothing is known of.
    subscript(number: Int64) -> Value? {
        get {
            if let index = Self.index(number) {
                return index < usual.count ? usual[index] : nil
            }
            return others[number]
        }
        set {
            guard let index = Self.index(number) else {
                others[number] = newValue
                return
            }
            if index >= usual.count {
                usual += Array(repeating: nil, count: index + 1 - usual.count)
            }
            usual[index] = newValue
        }
    }

    private static func index(_ number: Int64) -> Int? {
        (0..<1 << 16).contains(number) ? Int(number) : nil
    }
}
