/// What a request's `Accept` says (RFC 9110, section 12.5.1).
///
/// Parameters of a range but its weight are passed over, and so is a range whose weight is no
/// number.
struct MediaRanges {
    /// In lower case, with how welcome each is: from 0, which is not at all, to 1.
    private var weights: [String: Double] = [:]

    /// - Parameter fields: the field's values, one for each time that it was sent.
    init(_ fields: some Sequence<String>) {
        let plain = fields.map { $0.lowercased().filter { $0 != " " && $0 != "\t" } }
        for element in plain.flatMap({ $0.split(separator: ",") }) {
            let parts = element.split(separator: ";")
            guard let range = parts.first.map(String.init) else { continue }
            let said = parts.dropFirst().first { $0.hasPrefix("q=") }
            guard let weight = said.map({ Self.weight($0.dropFirst(2)) }) ?? 1 else { continue }
            weights[range] = max(weights[range] ?? 0, weight)
        }
    }

    /// Digits and a point, from 0 to 1.
    private static func weight(_ text: Substring) -> Double? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }) else { return nil }
        return Double(text).flatMap { (0...1).contains($0) ? $0 : nil }
    }

    /// The most welcome of the types that are named, the first one of equals; nil when none is, or
    /// when JSON is more welcome, which is what clients get that take anything.
    func preferred(of mediaTypes: [String]) -> String? {
        let json = weights["application/json"] ?? weights["application/*"] ?? weights["*/*"] ?? 0
        var best: (type: String, weight: Double)?
        for type in mediaTypes {
            guard let weight = weights[type], weight > 0, weight >= json else { continue }
            if weight > best?.weight ?? 0 { best = (type, weight) }
        }
        return best?.type
    }
}
