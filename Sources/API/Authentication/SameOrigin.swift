import HTTPServer

/// Whether a request comes from a page of this server's own origin, as browsers say it.
enum SameOrigin {
    /// A page's address counts as this server's when it has the host that the request was sent
    /// to, or is one of `origins`: behind a reverse proxy the host may be another. What changes
    /// something must name its origin; what reads may leave it out, as browsers do.
    static func holds(_ request: HTTPRequest, origins: Set<String>) -> Bool {
        if let site = request.fields["Sec-Fetch-Site"], !["same-origin", "none"].contains(site) {
            return false
        }
        guard let origin = request.fields["Origin"] else {
            return request.method == .get || request.method == .head
        }
        if origins.contains(origin.lowercased()) { return true }
        guard let host = request.fields["Host"] else { return false }
        return ["http://", "https://"].contains { origin.lowercased() == $0 + host.lowercased() }
    }
}
