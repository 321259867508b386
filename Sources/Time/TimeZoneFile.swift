/// A zone's clocks as the system's compiled tzdata has them (RFC 9636), with 64-bit times: also
/// those before 1970, which the tables of others merge with a neighbour's.
///
/// Where clocks still change, times behind the last change that the file lists follow a rule, which
/// is not read here.
public struct TimeZoneFile: Sendable, Hashable {
    /// When the clocks changed, in seconds since 1970, rising.
    private let changes: [Int64]
    /// Seconds ahead of UTC from each change on.
    private let offsets: [Int]
    /// Seconds ahead of UTC before the first change.
    private let first: Int
    /// True where clocks still change behind the last change.
    private let hasRule: Bool

    private static let headerCount = 44

    /// Nil for what is no such file, and for version 1, which has 32-bit times alone.
    public init?(parsing bytes: [UInt8]) {
        guard let old = Header(bytes[...]), bytes[4] >= UInt8(ascii: "2"),
            let rest = Self.dropping(
                Self.headerCount + old.bodyCount(timeCount: 4), of: bytes[...]),
            let header = Header(rest),
            var body = Self.dropping(Self.headerCount, of: rest),
            body.count >= header.bodyCount(timeCount: 8), header.types > 0
        else { return nil }
        var (changes, places): ([Int64], [Int]) = ([], [])
        for _ in 0..<header.changes { changes.append(Int64(Self.integer(&body, count: 8))) }
        for _ in 0..<header.changes { places.append(Self.integer(&body, count: 1) & 0xFF) }
        var types: [Int] = []
        for _ in 0..<header.types {
            types.append(Self.integer(&body, count: 4))
            body = body.dropFirst(2)
        }
        guard places.allSatisfy(types.indices.contains), changes == changes.sorted() else {
            return nil
        }
        // Behind the table stands the rule; without a comma it is one offset for good.
        hasRule = rest.dropFirst(Self.headerCount + header.bodyCount(timeCount: 8))
            .contains(UInt8(ascii: ","))
        (self.changes, first) = (changes, types[0])
        offsets = places.map { types[$0] }
    }

    /// Seconds ahead of UTC at an instant; nil where a rule says it.
    public func secondsAhead(at instant: Timestamp) -> Int? {
        let seconds = (Double(instant.milliseconds) / 1000).rounded(.down)
        guard let next = changes.firstIndex(where: { Double($0) > seconds }) else {
            return hasRule ? nil : offsets.last ?? first
        }
        return next == 0 ? first : offsets[next - 1]
    }

    private static func dropping(_ count: Int, of bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        bytes.count >= count ? bytes.dropFirst(count) : nil
    }

    /// Takes a signed number, the highest byte first; the caller has seen that it is there.
    private static func integer(_ bytes: inout ArraySlice<UInt8>, count: Int) -> Int {
        let isNegative = bytes.first.map { $0 >= 0x80 } ?? false
        let value = bytes.prefix(count).reduce(isNegative && count > 1 ? -1 : 0) {
            $0 << 8 | Int($1)
        }
        bytes = bytes.dropFirst(count)
        return value
    }

    /// How much of what a block has (RFC 9636 section 3.1).
    private struct Header {
        let utcMarks: Int
        let standardMarks: Int
        let leapSeconds: Int
        let changes: Int
        let types: Int
        let letters: Int

        init?(_ bytes: ArraySlice<UInt8>) {
            guard bytes.count >= TimeZoneFile.headerCount, bytes.starts(with: Array("TZif".utf8))
            else { return nil }
            var counts = bytes.dropFirst(20)
            var next: Int { TimeZoneFile.integer(&counts, count: 4) }
            (utcMarks, standardMarks, leapSeconds) = (next, next, next)
            (changes, types, letters) = (next, next, next)
            let all = [utcMarks, standardMarks, leapSeconds, changes, types, letters]
            guard all.allSatisfy((0..<1 << 20).contains) else { return nil }
        }

        func bodyCount(timeCount: Int) -> Int {
            changes * (timeCount + 1) + types * 6 + letters + leapSeconds * (timeCount + 4)
                + standardMarks + utcMarks
        }
    }
}
