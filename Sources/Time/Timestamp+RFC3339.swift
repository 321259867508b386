// The one text form of an instant: RFC 3339 in UTC with milliseconds (contract section 0).
// Written by hand because ISO8601DateFormatter manages 29 thousand a second.

extension Timestamp {
    /// `2026-11-21T02:46:00.123Z`: always UTC, always three decimals, 24 bytes.
    public var rfc3339: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(24)
        appendRFC3339(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the 24 bytes of `rfc3339`; an instant beyond the years 0 to 9999 is written as the
    /// nearest of theirs, for RFC 3339 has four-digit years.
    public func appendRFC3339(to bytes: inout [UInt8]) {
        let time = min(max(self, .earliest), .latest)
        let midnight = time.floored(toMultipleOfMilliseconds: Self.dayMilliseconds)
        let inDay = Int(time - midnight)
        let date = CivilDate(daysSince1970: Int(midnight.milliseconds / Self.dayMilliseconds))
        var text = RFC3339Text()
        text.put(date.year / 100, at: 0)
        text.put(date.year % 100, at: 2)
        text.put(date.month, at: 5)
        text.put(date.day, at: 8)
        text.put(inDay / 3_600_000, at: 11)
        text.put(inDay / 60_000 % 60, at: 14)
        text.put(inDay / 1000 % 60, at: 17)
        text.put(inDay % 1000 / 10, at: 20)
        text.bytes[22] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: inDay % 10)
        unsafe withUnsafeBytes(of: text.bytes) { unsafe bytes.append(contentsOf: $0) }
    }

    /// Reads an RFC 3339 date-time; nil for anything else.
    ///
    /// Any offset is taken and turned into UTC; decimals beyond milliseconds are cut; a leap
    /// second (`:60`) counts as the next minute's first; a lower-case `t` or `z` is accepted, and a
    /// space for the `T` (RFC 3339 section 5.6).
    public init?(rfc3339 text: some StringProtocol) {
        let own = text.utf8.withContiguousStorageIfAvailable { utf8 in
            unsafe Self.readOwnForm(UnsafeRawBufferPointer(utf8))
        }
        if let own, let timestamp = own {
            self = timestamp
            return
        }
        var reader = RFC3339Reader(bytes: Array(text.utf8))
        guard let timestamp = reader.timestamp() else { return nil }
        self = timestamp
    }
}

extension Timestamp {
    /// Reads what a person may give for an instant: RFC 3339, or a day such as `2026-11-21`, which
    /// stands for its first instant in UTC; nil for anything else.
    public init?(instantOrDay text: String) {
        guard let time = Self(rfc3339: text) ?? Self(rfc3339: text + "T00:00:00Z") else {
            return nil
        }
        self = time
    }

    /// Reads the same as a bound, which a time is before, or at and after: decimals beyond
    /// milliseconds lead to the next one, so that a time of whole milliseconds lies on the side of
    /// the bound where it would lie of the text.
    public init?(boundOrDay text: String) {
        guard let time = Self(instantOrDay: text) else { return nil }
        let decimals = text.utf8.drop { $0 != UInt8(ascii: ".") }.dropFirst()
            .prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let isBetween = decimals.dropFirst(3).contains { $0 != UInt8(ascii: "0") }
        self = time.adding(milliseconds: isBetween ? 1 : 0)
    }

    /// Reads exactly the form that `rfc3339` writes, as every stored payload has it; nil for any
    /// other. Folds read a time with nearly every event: this is a tenth of the general way's cost.
    private static func readOwnForm(_ bytes: UnsafeRawBufferPointer) -> Timestamp? {
        guard bytes.count == 24, unsafe bytes[4] == UInt8(ascii: "-"),
            unsafe bytes[7] == UInt8(ascii: "-"), unsafe bytes[10] == UInt8(ascii: "T"),
            unsafe bytes[13] == UInt8(ascii: ":"), unsafe bytes[16] == UInt8(ascii: ":"),
            unsafe bytes[19] == UInt8(ascii: "."), unsafe bytes[23] == UInt8(ascii: "Z")
        else { return nil }
        var isDigits = true
        func number(_ from: Int, _ to: Int) -> Int {
            var value = 0
            for index in from..<to {
                let digit = unsafe Int(bytes[index]) - 48
                if digit < 0 || digit > 9 { isDigits = false }
                value = value * 10 + digit
            }
            return value
        }
        let (year, month, day) = (number(0, 4), number(5, 7), number(8, 10))
        let (hour, minute, second) = (number(11, 13), number(14, 16), number(17, 19))
        let milliseconds = number(20, 23)
        guard isDigits, hour < 24, minute < 60, second < 60,
            let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        let inDay = Int64(hour * 3_600_000 + minute * 60_000 + second * 1000 + milliseconds)
        return Timestamp(milliseconds: Int64(date.daysSince1970) * dayMilliseconds + inDay)
    }
}

/// Walks the bytes of one RFC 3339 date-time.
private struct RFC3339Reader {
    let bytes: [UInt8]
    var index = 0

    mutating func timestamp() -> Timestamp? {
        guard let date = date(), takeOne(of: "Tt "), let inDay = timeOfDay(), let zone = zone(),
            index == bytes.count
        else { return nil }
        let milliseconds = Int64(date.daysSince1970) * Timestamp.dayMilliseconds + inDay - zone
        let timestamp = Timestamp(milliseconds: milliseconds)
        return timestamp >= .earliest && timestamp <= .latest ? timestamp : nil
    }

    private mutating func date() -> CivilDate? {
        guard let year = digits(4), takeOne(of: "-"), let month = digits(2), takeOne(of: "-"),
            let day = digits(2)
        else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    private mutating func timeOfDay() -> Int64? {
        guard let hour = digits(2), hour < 24, takeOne(of: ":"), let minute = digits(2),
            minute < 60, takeOne(of: ":"), let second = digits(2), second <= 60
        else { return nil }
        guard let fraction = fraction() else { return nil }
        return Int64(hour * 3_600_000 + minute * 60_000 + second * 1000 + fraction)
    }

    /// The milliseconds of an optional fraction; nil when the point has no digit behind it.
    private mutating func fraction() -> Int? {
        guard takeOne(of: ".") else { return 0 }
        var (milliseconds, unit, count) = (0, 100, 0)
        while let digit = digits(1) {
            milliseconds += digit * unit
            unit /= 10
            count += 1
        }
        return count > 0 ? milliseconds : nil
    }

    /// Milliseconds that the zone is ahead of UTC.
    private mutating func zone() -> Int64? {
        if takeOne(of: "Zz") { return 0 }
        let sign: Int64
        if takeOne(of: "+") { sign = 1 } else if takeOne(of: "-") { sign = -1 } else { return nil }
        guard let hours = digits(2), hours < 24, takeOne(of: ":"), let minutes = digits(2),
            minutes < 60
        else { return nil }
        return sign * Int64(hours * 3_600_000 + minutes * 60_000)
    }

    private var byteHere: UInt8 { index < bytes.count ? bytes[index] : 0 }

    private mutating func takeOne(of characters: StaticString) -> Bool {
        let isOne = characters.withUTF8Buffer { unsafe $0.contains(byteHere) }
        guard index < bytes.count, isOne else { return false }
        index += 1
        return true
    }

    private mutating func digits(_ count: Int) -> Int? {
        guard index + count <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[index..<index + count] {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        index += count
        return value
    }
}

/// The 24 bytes of an instant, to be filled in: one append for all costs a tenth of one for each.
private struct RFC3339Text {
    var bytes: InlineArray<24, UInt8> = [
        0x30, 0x30, 0x30, 0x30, 0x2D, 0x30, 0x30, 0x2D, 0x30, 0x30, 0x54, 0x30,  // 0000-00-00T0
        0x30, 0x3A, 0x30, 0x30, 0x3A, 0x30, 0x30, 0x2E, 0x30, 0x30, 0x30, 0x5A,  // 0:00:00.000Z
    ]

    /// Puts the two digits of a number below 100.
    @inline(__always)
    mutating func put(_ value: Int, at index: Int) {
        bytes[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / 10)
        bytes[index + 1] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10)
    }
}
