/// A word that a command takes by its place.
struct ArgumentSpecification: Sendable, Hashable {
    /// In capitals, as help writes it.
    var name: String
    var summary: String
    var value = ValueKind.text
    var isRequired = true
    /// Takes all the words that are left; only the last argument may.
    var isRepeatable = false

    /// As usage lines write it: in brackets when it may be left out.
    var label: String {
        let name = isRepeatable ? "\(name)..." : name
        return isRequired ? name : "[\(name)]"
    }
}
