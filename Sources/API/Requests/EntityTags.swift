import Digest
import HTTPServer
import OnboardingLedger

/// Entity tags are stream versions in quotes (contract section 0, RFC 9110 section 8.8.3), with
/// marks behind the version where an answer depends on more: `"3-csv"`.
enum EntityTags {
    /// A strong tag.
    static func tag(_ version: StreamVersion, _ marks: [String] = []) -> String {
        marks.isEmpty
            ? "\"\(version.rawValue)\""
            : "\"\(version.rawValue)-\(marks.joined(separator: "-"))\""
    }

    /// Whether the client has this version already; compares weakly (RFC 9110 section 13.1.2).
    static func isCurrent(
        _ request: HTTPRequest, _ version: StreamVersion, _ marks: [String] = []
    ) -> Bool {
        KnownVersions(request).contains(version, marks)
    }

    /// What a write demands of the version; nil without `If-Match`.
    ///
    /// Any of several tags is enough, and `*` demands that there is something. Compares strongly
    /// (section 13.1.1), so a weak tag matches nothing, and neither does a field without tags. What
    /// else an answer depended on, as its marks say, is nothing to the version.
    static func demanded(_ request: HTTPRequest) -> DemandedVersions? {
        guard request.fields.contains("If-Match") else { return nil }
        let tags = list(request, "If-Match")
        if tags.contains("*") { return .anyExisting }
        let versions = tags.compactMap { tag -> StreamVersion? in
            guard tag.utf8.count > 2, tag.hasPrefix("\""), tag.hasSuffix("\"") else { return nil }
            let parts = tag.dropFirst().dropLast().split(
                separator: "-", omittingEmptySubsequences: false)
            let version = Int64(parts[0]).map(StreamVersion.init(rawValue:))
            // Signs and leading zeros are no part of what we gave.
            return version.flatMap {
                Self.tag($0, parts.dropFirst().map(String.init)) == tag ? $0 : nil
            }
        }
        return DemandedVersions(versions)
    }

    /// The tags of a field, which may come several times and hold several.
    fileprivate static func list(_ request: HTTPRequest, _ name: String) -> [String] {
        request.fields.values(name).flatMap { value in
            value.split(separator: ",").map { $0.filter { $0 != " " && $0 != "\t" } }
        }
    }
}

/// The versions that a client says it has (`If-None-Match`).
struct KnownVersions: Sendable {
    private let tags: [String]

    init(_ request: HTTPRequest) { tags = EntityTags.list(request, "If-None-Match") }

    var isEmpty: Bool { tags.isEmpty }

    /// `*` stands for any version, but not for that of a subject of which nothing is recorded yet.
    func contains(_ version: StreamVersion, _ marks: [String] = []) -> Bool {
        let tags = version == .empty ? self.tags.filter { $0 != "*" } : self.tags
        return !tags.isEmpty && Self.contain(tags, EntityTags.tag(version, marks))
    }

    /// For what has a tag that is no version.
    func contains(tag: String) -> Bool { Self.contain(tags, tag) }

    private static func contain(_ tags: [String], _ tag: String) -> Bool {
        tags.contains { $0 == tag || $0 == "*" || $0 == "W/\(tag)" }
    }
}

extension HTTPResponse {
    /// A read's answer under its version's tag; 304 for a client that has the version.
    static func tagged(
        _ version: StreamVersion, _ marks: [String] = [], for request: HTTPRequest,
        _ body: () throws -> [UInt8]
    ) rethrows -> HTTPResponse {
        if EntityTags.isCurrent(request, version, marks) { return notModified(version, marks) }
        var response = json(try body())
        response.fields.append("ETag", EntityTags.tag(version, marks))
        return response
    }

    /// The same of what depends on more than its stream: a team's own flow may be declared anew,
    /// which moves nobody's version. Of a stream without events nothing is made.
    static func tagged(
        _ version: StreamVersion, markingBodyFor request: HTTPRequest, _ body: [UInt8]
    ) -> HTTPResponse {
        let marks = version == .empty ? [] : [String(SHA256.hash(body).hex.prefix(8))]
        return tagged(version, marks, for: request) { body }
    }

    /// 304 with the tag that the client has.
    static func notModified(_ version: StreamVersion, _ marks: [String] = []) -> HTTPResponse {
        HTTPResponse(status: 304, fields: ["ETag": EntityTags.tag(version, marks)])
    }
}
