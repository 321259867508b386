import HTTPServer
import OnboardingLedger

/// Entity tags are stream versions in quotes (contract section 0, RFC 9110 section 8.8.3).
enum EntityTags {
    static func tag(_ version: StreamVersion) -> String { "\"\(version.rawValue)\"" }

    /// Whether the client has this version already; compares weakly (RFC 9110 section 13.1.2).
    static func isCurrent(_ request: HTTPRequest, _ version: StreamVersion) -> Bool {
        isCurrent(request, tag: tag(version))
    }

    static func isCurrent(_ request: HTTPRequest, tag: String) -> Bool {
        list(request, "If-None-Match").contains { $0 == "*" || $0 == tag || $0 == "W/\(tag)" }
    }

    /// What a write demands of the version; nil without `If-Match` and for `*`.
    ///
    /// Compares strongly (section 13.1.1), so a weak tag matches nothing. Of several tags the
    /// highest counts: versions only grow, and a client that holds it holds the newest it saw.
    static func demanded(_ request: HTTPRequest) -> StreamVersion? {
        let tags = list(request, "If-Match")
        guard !tags.isEmpty, !tags.contains("*") else { return nil }
        let versions = tags.compactMap { tag -> Int64? in
            guard tag.utf8.count > 2, tag.hasPrefix("\""), tag.hasSuffix("\"") else { return nil }
            return Int64(tag.dropFirst().dropLast())
        }
        return StreamVersion(rawValue: versions.max() ?? -1)
    }

    private static func list(_ request: HTTPRequest, _ name: String) -> [String] {
        request.fields.values(name).flatMap { value in
            value.split(separator: ",").map { $0.filter { $0 != " " && $0 != "\t" } }
        }
    }
}
