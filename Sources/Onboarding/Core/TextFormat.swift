import Time

/// The formats of texts that are checked (JSON Schema validation section 7.3); others are notes.
enum TextFormat: String, CaseIterable {
    /// RFC 3339's, and no wider form of it.
    case dateTime = "date-time"
    /// RFC 3339's full-date.
    case date
    /// RFC 9562's, in letters of either case.
    case uuid
    /// What signing up takes, as it stands: white space around it is a part of it.
    case email
    /// RFC 3986's, with a scheme.
    case uri

    func fits(_ text: String) -> Bool {
        switch self {
        case .dateTime: Self.isDateTime(text)
        case .date: text.utf8.count == 10 && Timestamp(rfc3339: text + "T00:00:00Z") != nil
        case .uuid: UUIDv7(text.lowercased()) != nil
        case .email:
            EmailAddress.validated(text) != nil && trimmed(text).utf8.count == text.utf8.count
        case .uri: URIText.isURI(text)
        }
    }

    /// Elsewhere a space is taken for the `T`, and any minute may have a leap second; RFC 3339 has
    /// neither: section 5.6, and 5.7 for seconds of 60, which only end a day in UTC.
    private static func isDateTime(_ text: String) -> Bool {
        guard let time = Timestamp(rfc3339: text) else { return false }
        let bytes = Array(text.utf8)
        let midnight = time.floored(toMultipleOfMilliseconds: Timestamp.dayMilliseconds)
        let isLeapSecond = bytes[17...18].elementsEqual("60".utf8)
        return bytes[10] | 0x20 == UInt8(ascii: "t")
            && (!isLeapSecond || time - midnight < 1000)
    }
}
