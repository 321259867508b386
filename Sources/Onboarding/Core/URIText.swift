/// The grammar of URIs (RFC 3986 appendix A), of any scheme.
enum URIText {
    private typealias Bytes = ArraySlice<UInt8>

    /// True for a whole URI, with a scheme. One of `http` or `https` names a host (RFC 9110
    /// section 4.2.1).
    static func isURI(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        guard let colon = rest.firstIndex(of: UInt8(ascii: ":")), isScheme(rest[..<colon]) else {
            return false
        }
        let scheme = String(decoding: rest[..<colon], as: UTF8.self).lowercased()
        rest = rest[(colon + 1)...]
        for sign in "#?".utf8 {
            guard let start = rest.firstIndex(of: sign) else { continue }
            guard isMade(rest[(start + 1)...], of: pathCharacters + "/?") else { return false }
            rest = rest[..<start]
        }
        let isWeb = ["http", "https"].contains(scheme)
        guard rest.starts(with: "//".utf8) else {
            return !isWeb && isMade(rest, of: pathCharacters + "/")
        }
        let authority = rest.dropFirst(2).prefix { $0 != UInt8(ascii: "/") }
        return isAuthority(authority, isNamed: isWeb)
            && isMade(rest[authority.endIndex...], of: pathCharacters + "/")
    }

    /// Beside letters and digits (sections 2.2 and 2.3).
    private static let hostCharacters = "-._~!$&'()*+,;="
    private static let pathCharacters = hostCharacters + ":@"

    private static func isScheme(_ bytes: Bytes) -> Bool {
        bytes.first.map(isLetter) == true
            && bytes.allSatisfy { isLetter($0) || isDigit($0) || "+-.".utf8.contains($0) }
    }

    /// True when all is letters, digits, the characters given, and `%` with two hex digits.
    private static func isMade(_ bytes: Bytes, of characters: String) -> Bool {
        var rest = bytes
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard rest.count >= 2, rest.prefix(2).allSatisfy(isHex) else { return false }
                rest = rest.dropFirst(2)
            } else if !isLetter(byte), !isDigit(byte), !characters.utf8.contains(byte) {
                return false
            }
        }
        return true
    }

    /// Of user information, host and port (section 3.2).
    private static func isAuthority(_ bytes: Bytes, isNamed: Bool) -> Bool {
        var rest = bytes
        if let at = rest.firstIndex(of: UInt8(ascii: "@")) {
            guard isMade(rest[..<at], of: hostCharacters + ":") else { return false }
            rest = rest[(at + 1)...]
        }
        let isLiteral = rest.first == UInt8(ascii: "[")
        let end =
            isLiteral
            ? rest.firstIndex(of: UInt8(ascii: "]")).map { $0 + 1 } ?? rest.endIndex
            : rest.firstIndex(of: UInt8(ascii: ":")) ?? rest.endIndex
        let (host, port) = (rest[..<end], rest[end...])
        guard port.isEmpty || port.first == UInt8(ascii: ":"), port.dropFirst().allSatisfy(isDigit)
        else { return false }
        if isLiteral { return isAddress(host.dropFirst().dropLast(), isClosed: host.last == 0x5D) }
        return isMade(host, of: hostCharacters) && !(isNamed && host.isEmpty)
    }

    /// What stands in brackets: an IPv6 address, or one of a version to come (section 3.2.2).
    private static func isAddress(_ bytes: Bytes, isClosed: Bool) -> Bool {
        guard isClosed else { return false }
        guard let first = bytes.first, first | 0x20 == UInt8(ascii: "v") else {
            return isIPv6(String(decoding: bytes, as: UTF8.self))
        }
        let parts = bytes.dropFirst().split(
            separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && parts[0].allSatisfy(isHex)
            && !parts[1].isEmpty && !parts[1].contains(UInt8(ascii: "%"))
            && isMade(parts[1], of: hostCharacters + ":")
    }

    /// Eight groups of up to four hex digits, of which `::` once stands for one or more of zero,
    /// and an IPv4 address may stand for the last two.
    private static func isIPv6(_ text: String) -> Bool {
        let halves = text.split(separator: "::", omittingEmptySubsequences: false)
        guard halves.count <= 2 else { return false }
        var count = 0
        for (place, half) in halves.enumerated() where !half.isEmpty {
            let groups = half.split(separator: ":", omittingEmptySubsequences: false)
            for (index, group) in groups.enumerated() {
                let isLast = place == halves.count - 1 && index == groups.count - 1
                if isLast, group.contains(".") {
                    guard isIPv4(group) else { return false }
                    count += 2
                } else {
                    guard (1...4).contains(group.utf8.count), group.utf8.allSatisfy(isHex) else {
                        return false
                    }
                    count += 1
                }
            }
        }
        return halves.count == 2 ? count <= 7 : count == 8
    }

    /// Four numbers up to 255, without zeros ahead.
    private static func isIPv4(_ text: Substring) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in UInt8(part).map { String($0) } == String(part) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isHex(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x61...0x66).contains(byte | 0x20)
    }
}
