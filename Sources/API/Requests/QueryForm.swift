import HTTPServer
import Onboarding
import Time

/// The parameters of a query, read one by one; what is wrong with them is gathered.
///
/// A name that is not known is refused: a misspelt filter would widen an audit without a word.
struct QueryForm: Sendable {
    private static let timeExpected = "a time such as 2026-11-21T02:46:00Z, or a day"

    private let items: [HTTPQueryItem]
    private let known: Set<String>
    private var errors: [FieldProblem] = []

    /// - Parameter repeatable: names that may stand several times.
    init(_ request: HTTPRequest, known: Set<String>, repeatable: Set<String> = ["type"]) {
        (items, self.known) = (request.query, known)
        errors += FieldProblem.unknown(
            Set(items.map(\.name)).subtracting(known).sorted(), known: known)
        for name in known.subtracting(repeatable).sorted()
        where items.count(where: { $0.name == name }) > 1 {
            refuse(name, "stands more than once")
        }
    }

    /// Refuses what stands without a value: an empty filter would widen an audit without a word.
    ///
    /// - Parameter exempt: names that may stand so.
    mutating func refuseEmpty(but exempt: Set<String> = []) {
        for name in known.subtracting(exempt).sorted()
        where items.contains(where: { $0.name == name && $0.value.isEmpty }) {
            refuse(name, "is empty: give it a value, or leave it out")
        }
    }

    /// Adds to what `check` throws.
    mutating func refuse(_ name: String, _ detail: String) {
        errors.append(FieldProblem(name, detail))
    }

    /// Nil when absent or empty.
    func text(_ name: String) -> String? {
        items.first { $0.name == name && !$0.value.isEmpty }?.value
    }

    /// Every value of a name that may stand several times, or once with commas.
    func texts(_ name: String) -> [String] {
        items.filter { $0.name == name }.flatMap { $0.value.split(separator: ",").map(String.init) }
    }

    /// Every value of a name that may stand several times, as it is.
    func values(_ name: String) -> [String] {
        items.filter { $0.name == name && !$0.value.isEmpty }.map(\.value)
    }

    /// A parameter as `rule` reads it; nil when absent, empty or wrong.
    mutating func value<Value>(
        _ name: String, _ expected: String, _ rule: (String) -> Value?
    ) -> Value? {
        guard let text = text(name) else { return nil }
        if let value = rule(text) { return value }
        refuse(name, "expected \(expected)")
        return nil
    }

    /// Nil when absent; refused outside the range.
    mutating func integer(_ name: String, in range: ClosedRange<Int64>) -> Int64? {
        value(name, "a whole number from \(range.lowerBound) to \(range.upperBound)") { text in
            guard let number = Int64(text), range.contains(number) else { return nil }
            return number
        }
    }

    /// An instant, or a day, which stands for its first one.
    mutating func time(_ name: String) -> Timestamp? {
        value(name, Self.timeExpected) { Timestamp(instantOrDay: $0) }
    }

    /// An instant or a day that bounds others, none of which is finer than a millisecond.
    mutating func bound(_ name: String) -> Timestamp? {
        value(name, Self.timeExpected) { Timestamp(boundOrDay: $0) }
    }

    /// Two times that bound others from below and, exclusively, from above.
    mutating func times(_ since: String, _ until: String) -> (since: Timestamp?, until: Timestamp?)
    {
        let (first, last) = (bound(since), bound(until))
        if let first, let last, last <= first {
            refuse(until, "is not after \(since), \(first.rfc3339)")
        }
        return (first, last)
    }

    /// - Throws: 400 naming every parameter that is unknown or wrong.
    func check() throws(Problem) {
        guard let first = errors.first else { return }
        throw Problem(
            .invalidQuery, "\(first.pointer.dropFirst()): \(first.detail).", errors: errors)
    }
}
