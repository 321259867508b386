import Glibc

/// The reverse proxies on other machines that are believed about whom they ask for.
package struct TrustedProxies: Sendable, Hashable {
    /// The first bits of an address, which all of a network's members share.
    private struct Network: Sendable, Hashable {
        let base: [UInt8]
        let bitCount: Int

        func contains(_ address: [UInt8]) -> Bool {
            let (whole, rest) = bitCount.quotientAndRemainder(dividingBy: 8)
            guard base[..<whole] == address[..<whole] else { return false }
            return rest == 0 || (base[whole] ^ address[whole]) >> UInt8(8 - rest) == 0
        }
    }

    package static let none = TrustedProxies(networks: [])

    private let networks: [Network]

    private init(networks: [Network]) { self.networks = networks }

    /// Addresses and networks in CIDR form (RFC 4632, RFC 4291 section 2.3); nil when one is
    /// neither, or is everybody, who could then say to be anybody.
    package init?(_ words: [String]) {
        let networks = words.compactMap(Self.network)
        guard networks.count == words.count else { return nil }
        self.init(networks: networks)
    }

    /// False for what is no numeric address.
    func contains(_ address: String) -> Bool {
        guard !networks.isEmpty, let bytes = Self.bytes(address) else { return false }
        return networks.contains { $0.contains(bytes) }
    }

    private static func network(_ word: String) -> Network? {
        let parts = word.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 2, let base = bytes(parts[0]) else { return nil }
        guard parts.count == 2 else { return Network(base: base, bitCount: 128) }
        let bitsMax = parts[0].contains(":") ? 128 : 32
        guard parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let bitCount = Int(parts[1]), (1...bitsMax).contains(bitCount)
        else { return nil }
        return Network(base: base, bitCount: 128 - bitsMax + bitCount)
    }

    /// The 16 bytes of an address as inet_pton(3) reads it, one of IPv4 as IPv6 maps it
    /// (`::ffff:a.b.c.d`): a socket for both tells of it so.
    private static func bytes(_ address: String) -> [UInt8]? {
        var six = in6_addr()
        if unsafe inet_pton(AF_INET6, address, &six) == 1 {
            return unsafe withUnsafeBytes(of: &six) { unsafe Array($0) }
        }
        var four = in_addr()
        guard unsafe inet_pton(AF_INET, address, &four) == 1 else { return nil }
        return unsafe withUnsafeBytes(of: &four) {
            unsafe [UInt8](repeating: 0, count: 10) + [0xff, 0xff] + Array($0)
        }
    }
}
