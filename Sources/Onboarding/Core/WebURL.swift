/// An absolute http or https URL, as far as sign-up needs to understand one (K6).
public struct WebURL: Hashable, Sendable {
    /// As it was given.
    public let text: String
    /// Scheme, host in lower case, and port unless it is the scheme's own: `https://app.example`.
    public let origin: String

    /// Longer ones are refused unread.
    public static let bytesMax = 2048

    /// Nil when `text` is relative, of another scheme, names user information, or holds a space,
    /// control, backslash or character outside ASCII, which clients read in different ways
    /// (RFC 3986 section 2).
    public init?(_ text: String) {
        guard text.utf8.count <= Self.bytesMax, text.utf8.allSatisfy(Self.isURLByte),
            let colon = text.firstRange(of: "://")
        else { return nil }
        let scheme = text[..<colon.lowerBound].lowercased()
        guard scheme == "http" || scheme == "https" else { return nil }
        let authority = text[colon.upperBound...].prefix { !"/?#".contains($0) }
        guard let host = Self.hostAndPort(authority, defaultPort: scheme == "http" ? 80 : 443)
        else { return nil }
        self.text = text
        origin = scheme + "://" + host
    }

    /// Visible ASCII without what RFC 3986 keeps out of URLs.
    private static func isURLByte(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && !"\"<>\\^`{|}".utf8.contains(byte)
    }

    /// In lower case, with the port unless it is the scheme's; nil for user information, an empty
    /// host or a port beyond 1 to 65535.
    private static func hostAndPort(_ authority: Substring, defaultPort: Int) -> String? {
        let parts = authority.split(
            separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let host = parts.first, isHost(host) else { return nil }
        guard parts.count == 2 else { return host.lowercased() }
        guard let port = Int(parts[1]), (1...65_535).contains(port),
            parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return port == defaultPort ? host.lowercased() : "\(host.lowercased()):\(port)"
    }

    /// Labels of letters, digits and hyphens; address literals are no app's home.
    private static func isHost(_ host: Substring) -> Bool {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        return host.utf8.count <= 253
            && labels.allSatisfy { label in
                !label.isEmpty
                    && label.utf8.allSatisfy { byte in
                        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
                            || byte == UInt8(ascii: "-")
                    }
            }
    }
}
