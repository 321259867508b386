/// A span of time in ISO 8601 form (`PT30M`, `P7D`, `P1DT12H`), as queries and flow files write it.
///
/// Weeks, days, hours, minutes and whole seconds; a day is 24 hours. Years and months are refused,
/// because their length depends on where they start.
public struct ISO8601Duration: Hashable, Sendable {
    public let milliseconds: Int64

    /// What is read, in words: not all that ISO 8601 has.
    package static let units = "weeks, days, hours, minutes and whole seconds"

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Nil when `text` is no duration, is empty (`P`, `PT`), repeats or misorders a unit, or is
    /// longer than a hundred years.
    public init?(_ text: some StringProtocol) {
        var bytes = Array(text.utf8)[...]
        guard bytes.popFirst() == UInt8(ascii: "P"), !bytes.isEmpty else { return nil }
        var seconds: Int64 = 0
        var inTime = false
        var lastRank = -1
        while let first = bytes.first {
            if first == UInt8(ascii: "T"), !inTime, bytes.count > 1 {
                inTime = true
                bytes.removeFirst()
                continue
            }
            guard let count = Self.takeNumber(&bytes), let letter = bytes.popFirst(),
                let unit = Self.unit(letter, inTime: inTime), unit.rank > lastRank
            else { return nil }
            lastRank = unit.rank
            seconds += count * unit.seconds
        }
        guard lastRank >= 0, seconds <= 100 * 366 * 86_400 else { return nil }
        milliseconds = seconds * 1000
    }

    /// The shortest form in days, hours, minutes and seconds; `PT0S` for nothing.
    public var text: String {
        var rest = milliseconds / 1000
        let days = rest / 86_400
        rest %= 86_400
        var time = ""
        for (size, letter) in [(Int64(3600), "H"), (60, "M"), (1, "S")] where rest >= size {
            time += "\(rest / size)\(letter)"
            rest %= size
        }
        let date = days > 0 ? "\(days)D" : ""
        if date.isEmpty && time.isEmpty { return "PT0S" }
        return "P" + date + (time.isEmpty ? "" : "T" + time)
    }

    private static func takeNumber(_ bytes: inout ArraySlice<UInt8>) -> Int64? {
        let digits = bytes.prefix { (48...57).contains($0) }
        guard (1...9).contains(digits.count) else { return nil }
        bytes = bytes.dropFirst(digits.count)
        return digits.reduce(Int64(0)) { $0 * 10 + Int64($1 - 48) }
    }

    private static func unit(_ letter: UInt8, inTime: Bool) -> (seconds: Int64, rank: Int)? {
        switch (letter, inTime) {
        case (UInt8(ascii: "W"), false): (604_800, 0)
        case (UInt8(ascii: "D"), false): (86_400, 1)
        case (UInt8(ascii: "H"), true): (3600, 2)
        case (UInt8(ascii: "M"), true): (60, 3)
        case (UInt8(ascii: "S"), true): (1, 4)
        default: nil
        }
    }
}
