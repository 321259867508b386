import EventLog
import Glibc
import JSON

/// What names a person in free text: emails in any case, and names and numbers as they stand.
struct PersonalWords: Sendable {
    private var emails: [Email] = []
    private var words: Set<String> = []

    /// Members whose values name a person wherever they come.
    private static let naming: Set<String> = [
        "email", "firstName", "middleName", "lastName", "preferredName", "name", "fullName",
        "phone", "phoneNumber", "entityName", "taxId", "address", "addressLine",
    ]
    /// Shorter ones are part of too many other words.
    private static let wordBytesMin = 4

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
        guard let personal = event.personal, let value = try? JSONValue(parsing: personal) else {
            return
        }
        learn(value, under: "")
    }

    private mutating func learn(_ value: JSONValue, under name: String) {
        switch value {
        case .string(let text):
            guard Self.naming.contains(name), text.utf8.count >= Self.wordBytesMin else { return }
            words.insert(text)
        case .array(let elements): for element in elements { learn(element, under: name) }
        case .object(let object): for (key, member) in object { learn(member, under: key) }
        case .null, .bool, .number: break
        }
    }

    /// Whether the text holds an email, a name or a number of the person.
    func occur(in text: String) -> Bool {
        if words.contains(where: { text.contains($0) }) { return true }
        return emailOccurs(in: text)
    }

    /// Whether the text holds one of the emails, also as a part of a URL; not where it is a part of
    /// somebody else's longer one.
    func emailOccurs(in text: String) -> Bool {
        let bytes = Array(text.utf8)
        return unsafe bytes.withUnsafeBytes { unsafe occur($0, EmailNeighbours.areApart) }
    }

    /// Whether a text in the value holds one of the emails, or a member's name does.
    func emailOccurs(in value: JSONValue) -> Bool {
        switch value {
        case .string(let text): emailOccurs(in: text)
        case .array(let elements): elements.contains { emailOccurs(in: $0) }
        case .object(let object):
            object.contains { emailOccurs(in: $0.key) || emailOccurs(in: $0.value) }
        case .null, .bool, .number: false
        }
    }

    /// Whether one of the emails may stand in bytes that are no plain text, JSON above all, whose
    /// escapes hide where a word begins: whoever is told of it looks at the text.
    func emailMayOccur(in bytes: UnsafeRawBufferPointer) -> Bool {
        unsafe occur(bytes) { _, _, _ in true }
    }

    /// - Parameter isWhole: given the bytes, where the email stands in them and the length of its
    ///   sign, says whether it is one.
    private func occur(
        _ bytes: UnsafeRawBufferPointer,
        _ isWhole: (UnsafeRawBufferPointer, Range<Int>, Int) -> Bool
    ) -> Bool {
        guard !emails.isEmpty else { return false }
        let isPlain = unsafe occurs(bytes, sign: Array("@".utf8), isWhole)
        return isPlain ? true : unsafe occurs(bytes, sign: Array("%40".utf8), isWhole)
    }

    private func occurs(
        _ bytes: UnsafeRawBufferPointer, sign: [UInt8],
        _ isWhole: (UnsafeRawBufferPointer, Range<Int>, Int) -> Bool
    ) -> Bool {
        var start = 0
        while start < bytes.count {
            let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[start...])
            guard let found = unsafe rest.firstPlace(of: sign) else { return false }
            let place = start + found
            for email in emails {
                let isLocal = unsafe bytes.holds(email.local, endingAt: place)
                let isDomain = unsafe bytes.holds(email.domain, from: place + sign.count)
                guard isLocal && isDomain else { continue }
                let range =
                    place - email.local.count..<place + sign.count + email.domain.count
                if unsafe isWhole(bytes, range, sign.count) { return true }
            }
            start = place + 1
        }
        return false
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
