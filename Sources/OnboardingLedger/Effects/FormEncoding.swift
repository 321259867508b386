import Foundation

/// `application/x-www-form-urlencoded` (WHATWG URL, section 5.2).
package enum FormEncoding {
    /// RFC 3986's unreserved characters.
    private static let plain = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

    /// Pairs in their order, joined by `&`; a name may come more than once.
    package static func encode(_ form: [(name: String, value: String)]) -> String {
        form.map { encode($0.name) + "=" + encode($0.value) }.joined(separator: "&")
    }

    /// Everything but letters, digits and `-._~` as `%XX`, which every decoder reads alike: also
    /// one segment of a path (RFC 3986 section 3.3).
    package static func encode(_ text: String) -> String {
        // Nil is for broken UTF-16, which no `String` holds.
        text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
    }
}
