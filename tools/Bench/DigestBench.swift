import Digest

/// SHA-256 over long texts and over texts of an event's size.
struct DigestBench {
    private let size: BenchSize

    init(_ size: BenchSize) { self.size = size }

    func run(_ checksum: inout Checksum) throws -> [BenchResult] {
        let long = Self.megabytesPerSecond(
            byteCount: 1 << 20, times: size.pick(smoke: 1, full: 128), rounds: rounds, &checksum)
        let short = Self.megabytesPerSecond(
            byteCount: 600, times: size.pick(smoke: 100, full: 200_000), rounds: rounds, &checksum)
        return [
            BenchResult("digest of long texts", long, "MB/s", target: .atLeast(250)),
            BenchResult("digest of 600 bytes", short, "MB/s"),
        ]
    }

    private var rounds: Int { size.pick(smoke: 1, full: 9) }

    private static func megabytesPerSecond(
        byteCount: Int, times: Int, rounds: Int, _ checksum: inout Checksum
    ) -> Double {
        var bytes = (0..<byteCount).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var rates: [Double] = []
        for _ in 0..<rounds {
            let pace = Pace.measure {
                for time in 0..<times {
                    bytes[0] = UInt8(truncatingIfNeeded: time)
                    // Each hash is of the one before, so that none can be left out.
                    bytes[1] = SHA256.hash(bytes).bytes[0]
                }
                return times * byteCount
            }
            rates.append(pace.perWorkSecond / 1e6)
        }
        checksum.add(bytes[1])
        return Median.of(rates)
    }
}
