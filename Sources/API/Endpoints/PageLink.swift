import HTTPServer

/// Where a page that is not the last one goes on (RFC 8288).
enum PageLink {
    /// The `Link` to the same question from `after` on.
    static func next(_ request: HTTPRequest, after: String) -> String {
        let query = request.target.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
        let kept = query.split(separator: "&").filter { !$0.hasPrefix("after=") }
        let items = kept.map(String.init) + ["after=\(after)"]
        return "<\(request.path)?\(items.joined(separator: "&"))>; rel=\"next\""
    }
}
