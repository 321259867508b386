/// Finds single ranks of many numbers without sorting them.
enum OrderStatistics {
    /// Fewer numbers than this are sorted.
    private static let sortedMax = 1024
    /// Six bits of mantissa and the 33 exponents that 32-bit numbers have.
    private static let bucketCount = 34 * 64

    /// The numbers at `ranks` of the order, counted from 0.
    ///
    /// - Parameter counts: how many of the numbers are in each bucket.
    ///
    /// A number falls into the bucket of its leading bits, so that one pass tells which buckets the
    /// ranks lie in, and a second one gathers those few.
    ///
    /// - Precondition: ranks ascend and lie within the numbers.
    static func select(_ values: Span<UInt32>, _ counts: [UInt32], _ ranks: [Int]) -> [UInt32] {
        if values.count <= sortedMax { return sorted(values, ranks) }
        var places: [(bucket: Int, rank: Int)] = []
        var (bucket, before) = (0, 0)
        for rank in ranks {
            while before + Int(counts[bucket]) <= rank {
                before += Int(counts[bucket])
                bucket += 1
            }
            places.append((bucket, rank - before))
        }
        var gathered = gather(values, Set(places.map(\.bucket)), counts)
        for bucket in gathered.keys { gathered[bucket]?.sort() }
        return places.map { gathered[$0.bucket]?[$0.rank] ?? 0 }
    }

    /// How many numbers fall into each bucket.
    static func buckets(_ values: Span<UInt32>) -> [UInt32] {
        var counts = [UInt32](repeating: 0, count: bucketCount)
        for index in values.indices { counts[bucket(values[index])] &+= 1 }
        return counts
    }

    /// The numbers of the wanted buckets, in no order.
    private static func gather(
        _ values: Span<UInt32>, _ wanted: Set<Int>, _ counts: [UInt32]
    ) -> [Int: [UInt32]] {
        let buckets = wanted.sorted()
        var isWanted = [Bool](repeating: false, count: bucketCount)
        for bucket in buckets { isWanted[bucket] = true }
        var flat: [UInt32] = []
        flat.reserveCapacity(buckets.reduce(0) { $0 + Int(counts[$1]) })
        for index in values.indices where isWanted[bucket(values[index])] {
            flat.append(values[index])
        }
        return Dictionary(grouping: flat, by: bucket)
    }

    private static func sorted(_ values: Span<UInt32>, _ ranks: [Int]) -> [UInt32] {
        var copy: [UInt32] = []
        copy.reserveCapacity(values.count)
        for index in values.indices { copy.append(values[index]) }
        copy.sort()
        return ranks.map { copy[$0] }
    }

    /// Grows with the value: an exponent and the six bits behind the leading one.
    @inline(__always)
    private static func bucket(_ value: UInt32) -> Int {
        let bits = Int(Float(value).bitPattern >> 17)
        return max(bits - 127 * 64 + 1, 0)
    }
}

/// Median, 90th and 95th percentile of times, in seconds.
struct TimeQuantiles {
    private static let fractions = [0.5, 0.9, 0.95]

    let median: Double?
    let p90: Double?
    let p95: Double?

    /// Interpolated linearly between neighbours (Hyndman and Fan's type 7, what spreadsheets and
    /// NumPy do).
    ///
    /// - Parameters:
    ///   - values: milliseconds.
    ///   - buckets: how many of them are in each of `OrderStatistics`' buckets.
    ///   - long: those that do not fit 32 bits, sorted.
    init(_ values: Span<UInt32>, _ buckets: [UInt32], long: [Int64]) {
        let count = values.count + long.count
        guard count > 0 else {
            (median, p90, p95) = (nil, nil, nil)
            return
        }
        let ranks = Self.fractions.map { $0 * Double(count - 1) }
        let wanted = Set(ranks.flatMap { [Int($0), min(Int($0) + 1, count - 1)] }).sorted()
        let short = wanted.filter { $0 < values.count }
        let found =
            OrderStatistics.select(values, buckets, short).map(Int64.init)
            + wanted.dropFirst(short.count).map { long[$0 - values.count] }
        let byRank = Dictionary(uniqueKeysWithValues: zip(wanted, found))
        let quantiles = ranks.map { rank in
            let low = Int(rank)
            let (a, b) = (
                Double(byRank[low] ?? 0), Double(byRank[min(low + 1, count - 1)] ?? 0)
            )
            return (a + (b - a) * (rank - Double(low))) / 1000
        }
        (median, p90, p95) = (quantiles[0], quantiles[1], quantiles[2])
    }
}
