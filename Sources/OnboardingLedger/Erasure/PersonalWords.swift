import EventLog
import Glibc
import JSON

/// What names a person in free text: emails, names and numbers, in any case.
struct PersonalWords: Sendable {
    private var emails: [Email] = []
    private var words: Set<String> = []

    /// Members whose values name a person wherever they come.
    private static let naming: Set<String> = [
        "email", "firstName", "middleName", "lastName", "preferredName", "name", "fullName",
        "givenName", "familyName", "surname", "nickname", "displayName", "phone", "phoneNumber",
        "entityName", "taxId", "address", "addressLine",
    ]
    /// Shorter ones are part of too many other words.
    private static let wordBytesMin = 4

    /// An email in two parts, because `@` comes in several spellings.
    private struct Email: Sendable {
        let local: [UInt8]
        let domain: [UInt8]

        init(_ email: String) {
            let bytes = Array(email.utf8)
            let at = bytes.firstIndex(of: UInt8(ascii: "@")) ?? bytes.count
            (local, domain) = (Array(bytes[..<at]), Array(bytes[at...].dropFirst()))
        }
    }

    /// - Parameter emails: normalized.
    init(emails: some Sequence<String>) { self.emails = emails.map(Email.init) }

    /// Takes in what an event says of the person.
    mutating func learn(from event: RecordedEvent) {
        guard let personal = event.personal,
            let value = try? JSONValue(parsing: personal, limits: .trusted)
        else {
            return
        }
        learn(value, under: "")
    }

    /// Goes into arrays and objects; a text counts by the name of the member that it stands under.
    private mutating func learn(_ value: JSONValue, under name: String) {
        switch value {
        case .string(let text):
            guard Self.naming.contains(name), text.utf8.count >= Self.wordBytesMin else { return }
            words.insert(text.lowercased())
        case .array(let elements): for element in elements { learn(element, under: name) }
        case .object(let object): for (key, member) in object { learn(member, under: key) }
        case .null, .bool, .number: break
        }
    }

    /// Takes in texts that name the person, whatever they are called.
    mutating func learn(_ texts: some Sequence<String>) {
        for text in texts where text.utf8.count >= Self.wordBytesMin {
            words.insert(text.lowercased())
        }
    }

    /// Whether the text holds an email, a name or a number of the person, in any case.
    func occur(in text: String) -> Bool {
        let lower = text.lowercased()
        return words.contains { lower.contains($0) } || emailOccurs(in: text)
    }

    /// Whether the text holds one of the emails: in any case, in a URL, and in JSON within the
    /// text; not where it is a part of somebody else's longer one.
    func emailOccurs(in text: String) -> Bool {
        guard !emails.isEmpty else { return false }
        if let value = JSONValue(within: text) { return emailOccurs(in: value) }
        let text = text.lowercased()
        if stands(in: text) { return true }
        guard text.contains("%40") else { return false }
        return text.split(whereSeparator: \.isWhitespace).contains { word in
            word.contains("%40") && stands(in: PercentEncoded.decoded(word))
        }
    }

    /// Whether a text in the value holds one of the emails, or a member's name does.
    func emailOccurs(in value: JSONValue) -> Bool {
        value.texts.contains { emailOccurs(in: $0) }
    }

    /// - Parameter text: in lower case.
    private func stands(in text: String) -> Bool {
        let bytes = Array(text.utf8)
        return unsafe bytes.withUnsafeBytes { bytes in
            unsafe places(of: ["@"], in: bytes) { email, place, end in
                guard unsafe bytes.holds(email.local, endingAt: place) else { return false }
                return unsafe EmailNeighbours.areApart(
                    bytes, place - email.local.count..<end + email.domain.count)
            }
        }
    }

    /// Whether one of the emails may stand in bytes that are no plain text, JSON above all: escapes
    /// hide where a word begins, and letters. Whoever is told of it looks at the text.
    func emailMayOccur(in bytes: UnsafeRawBufferPointer) -> Bool {
        unsafe places(of: ["@", "%40", "u0040"], in: bytes) { email, place, _ in
            if unsafe bytes.holds(email.local, endingAt: place) { return true }
            let window = unsafe bytes[max(0, place - 6 * email.local.count)..<place]
            return unsafe window.contains { $0 == 0x25 || $0 == 0x5C || $0 >= 0x80 }
        }
    }

    /// Whether `isOne` holds of a place where a sign and then an email's domain stand.
    private func places(
        of signs: [String], in bytes: UnsafeRawBufferPointer,
        _ isOne: (Email, _ place: Int, _ end: Int) -> Bool
    ) -> Bool {
        guard !emails.isEmpty else { return false }
        return signs.contains { sign in
            let sign = Array(sign.utf8)
            var start = 0
            while start < bytes.count {
                let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[start...])
                guard let found = unsafe rest.firstPlace(of: sign) else { return false }
                let (place, end) = (start + found, start + found + sign.count)
                for email in emails where unsafe bytes.holds(email.domain, from: end) {
                    if isOne(email, place, end) { return true }
                }
                start = place + 1
            }
            return false
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Where `needle`, which is short and not empty, comes first.
    fileprivate func firstPlace(of needle: [UInt8]) -> Int? {
        guard let base = baseAddress else { return nil }
        var start = 0
        while start < count,
            let found = unsafe memchr(base + start, Int32(needle[0]), count - start)
        {
            let place = unsafe base.distance(to: UnsafeRawPointer(found))
            if unsafe holds(needle, from: place) { return place }
            start = place + 1
        }
        return nil
    }

    fileprivate func holds(_ lowercase: [UInt8], endingAt end: Int) -> Bool {
        unsafe end >= lowercase.count && holds(lowercase, from: end - lowercase.count)
    }

    /// Compares without the case of ASCII letters; false where too few bytes are left.
    fileprivate func holds(_ lowercase: [UInt8], from start: Int) -> Bool {
        guard start + lowercase.count <= count else { return false }
        for index in lowercase.indices {
            var byte = unsafe self[start + index]
            if (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) { byte |= 0x20 }
            if byte != lowercase[index] { return false }
        }
        return true
    }
}
