import JSON
import Time

/// The fields of one kind of event and their wire form; blank until they are read.
protocol EventPayload: Sendable, Equatable {
    /// The type whose newest schema version the fields follow.
    static var kind: EventKind { get }

    /// The members of `data` without which a payload is refused.
    ///
    /// At most 31, as what was seen is kept in the bits of a word.
    static var required: [StaticString] { get }

    /// All fields blank, as they stay when the payload does not name them.
    init()

    /// Reads one member of `data`; answers its place in `required`, or nil for an optional one.
    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int?

    /// Reads one member of the personal object; not called for an event that has none any more.
    mutating func readPersonal(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError)

    /// True when at least one personal field has a value.
    var hasPersonal: Bool { get }

    /// Writes the members of `data`; those without a value are left out.
    func writeMembers(to writer: inout JSONWriter)
    /// The same of the personal object; asked only when `hasPersonal`.
    func writePersonalMembers(to writer: inout JSONWriter)
}

/// A payload without fields has nothing more to say.
extension EventPayload {
    static var required: [StaticString] { [] }

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        try scanner.skip()
        return nil
    }

    mutating func readPersonal(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) {
        try scanner.skip()
    }

    var hasPersonal: Bool { false }
    func writeMembers(to writer: inout JSONWriter) {}
    func writePersonalMembers(to writer: inout JSONWriter) {}
}

extension EventPayload {
    /// Reads a payload of the current schema version; members it does not know are passed over.
    init(
        data: UnsafeRawBufferPointer, personal: UnsafeRawBufferPointer?
    ) throws(JSONError) {
        var payload = Self()
        var seen: UInt32 = 0
        try unsafe JSONScanner.scan(data) { scanner throws(JSONError) in
            try scanner.object { (key, scanner) throws(JSONError) in
                if let place = try payload.read(key, from: &scanner) { seen |= 1 << UInt32(place) }
            }
        }
        let required = Self.required
        guard seen == 1 << UInt32(required.count) - 1 else {
            throw Self.missingMember(seen: seen)
        }
        if let personal = unsafe personal {
            try unsafe JSONScanner.scan(personal) { scanner throws(JSONError) in
                try scanner.object { (key, scanner) throws(JSONError) in
                    try payload.readPersonal(key, from: &scanner)
                }
            }
        }
        self = payload
    }

    /// Names the first required member that was not seen.
    private static func missingMember(seen: UInt32) -> JSONError {
        let place = (~seen).trailingZeroBitCount
        return JSONError(.missingMember(required[place].description), at: 0)
    }

    /// Writes `data`, or the personal fields if there are any; says whether it wrote.
    @inline(__always)
    func write(_ part: EventPart, to writer: inout JSONWriter) -> Bool {
        switch part {
        case .personal: return writePersonal(to: &writer)
        case .data:
            writeData(to: &writer)
            return true
        }
    }

    func writeData(to writer: inout JSONWriter) {
        writer.object { writeMembers(to: &$0) }
    }

    func writePersonal(to writer: inout JSONWriter) -> Bool {
        guard hasPersonal else { return false }
        writer.object { writePersonalMembers(to: &$0) }
        return true
    }
}

/// The two objects that an event's payload is made of.
enum EventPart {
    case data, personal
}

extension JSONScanner {
    /// Reads an object whole.
    mutating func valueObject() throws(JSONError) -> JSONObject {
        let start = byteIndex
        guard let object = try value().objectValue else {
            throw JSONError(.typeMismatch(expected: .object), at: start)
        }
        return object
    }

    /// Reads an RFC 3339 time.
    mutating func timestamp() throws(JSONError) -> Timestamp {
        let start = byteIndex
        guard let time = Timestamp(rfc3339: try string()) else {
            throw JSONError(.invalidValue(expected: "an RFC 3339 time"), at: start)
        }
        return time
    }

    /// Reads a personal text; empty for `null`, as for what an erasure took.
    mutating func personalText() throws(JSONError) -> String { try optionalString() ?? "" }

    /// Reads one of the words that `Word` stands for.
    mutating func word<Word: RawRepresentable<String>>(
        _ expected: StaticString
    ) throws(JSONError) -> Word {
        let start = byteIndex
        guard let word = Word(rawValue: try string()) else {
            throw JSONError(.invalidValue(expected: expected.description), at: start)
        }
        return word
    }

    /// Reads a month's number.
    mutating func month() throws(JSONError) -> Int {
        let start = byteIndex
        let month = try int()
        guard (1...12).contains(month) else {
            throw JSONError(.invalidValue(expected: "a month from 1 to 12"), at: start)
        }
        return month
    }

    /// Reads a whole number within bounds: what lies outside of them no program has recorded.
    mutating func int(in bounds: ClosedRange<Int>) throws(JSONError) -> Int {
        let start = byteIndex
        let number = try int()
        guard bounds.contains(number) else {
            let (least, most) = (bounds.lowerBound, bounds.upperBound)
            throw JSONError(
                .invalidValue(expected: "a whole number from \(least) to \(most)"), at: start)
        }
        return number
    }
}

/// What numbers of a payload may be. A line of an export may say anything and have a good hash,
/// and folds and deciders count on from what they are told.
enum PayloadBounds {
    /// Of anything that is counted: so many that no event tells of more, and so few that nine
    /// billion events of as many each add up within 64 bits.
    static let counts = 0...1_000_000_000
    /// Of what is numbered from 1 and was told of once at least.
    static let ordinals = 1...counts.upperBound
    /// Of positions in the log: as far as every JSON reader tells whole numbers apart (RFC 8259
    /// section 6).
    static let positions = 1...(1 << 53 - 1)
}

extension JSONWriter {
    mutating func member(_ key: StaticString, _ time: Timestamp) {
        plainMember(key) { time.appendRFC3339(to: &$0) }
    }

    mutating func member(_ key: StaticString, _ time: Timestamp?) {
        if let time { member(key, time) }
    }
}
