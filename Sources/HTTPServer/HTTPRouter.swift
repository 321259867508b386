/// Finds the endpoint for a method and a path; frozen once made.
///
/// At each segment a literal is preferred to a parameter, and the most literal pattern owns its
/// path: where both `/a/me` and `/a/{id}` exist, `/a/me` answers 405 to a method it lacks. A last
/// segment `{name...}` stands for the rest of the path, which may be empty, where nothing else
/// matches. Paths compare as sent: no case, percent-encoding or trailing slash is normalised.
package struct HTTPRouter: Sendable {
    /// A node per pattern prefix; children are indexes into `nodes`.
    private struct Node: Sendable {
        var literals: [(segment: [UInt8], child: Int)] = []
        var parameter: Int?
        /// The child for all that is left of the path.
        var rest: Int?
        var leaves: [Leaf] = []
    }

    private struct Leaf: Sendable {
        let method: HTTPMethod
        let endpoint: HTTPEndpoint
        let parameterNames: [String]
    }

    private var nodes = [Node()]
    private var methods: [HTTPMethod] = []

    /// - Precondition: no two routes overlap, that is, have one method and patterns that differ
    ///   at most in parameter names; every pattern begins with "/" and names a parameter once.
    package init(routes: [HTTPRoute]) {
        for route in routes { insert(route) }
    }

    private mutating func insert(_ route: HTTPRoute) {
        let pattern = route.pattern
        precondition(pattern.utf8.first == UInt8(ascii: "/"), "\(pattern) begins with /")
        var names: [String] = []
        var node = 0
        for segment in pattern.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            if segment.hasPrefix("{") && segment.hasSuffix("}") {
                let isRest = segment.hasSuffix("...}")
                precondition(
                    !isRest || pattern.hasSuffix(segment), "\(pattern): the rest comes last")
                let name = String(segment.dropFirst().dropLast(isRest ? 4 : 1))
                precondition(!name.isEmpty && !names.contains(name), "\(pattern) names it once")
                names.append(name)
                node = isRest ? restChild(of: node) : parameterChild(of: node)
            } else {
                precondition(!segment.contains("{"), "\(pattern): a parameter is a whole segment")
                node = literalChild(of: node, Array(segment.utf8))
            }
        }
        let isTaken = nodes[node].leaves.contains { $0.method == route.method }
        precondition(!isTaken, "\(route.method.name) \(pattern) overlaps another route")
        nodes[node].leaves.append(
            Leaf(method: route.method, endpoint: route.endpoint, parameterNames: names))
        if !methods.contains(route.method) { methods.append(route.method) }
    }

    private mutating func parameterChild(of node: Int) -> Int {
        if let child = nodes[node].parameter { return child }
        nodes.append(Node())
        nodes[node].parameter = nodes.count - 1
        return nodes.count - 1
    }

    private mutating func restChild(of node: Int) -> Int {
        if let child = nodes[node].rest { return child }
        nodes.append(Node())
        nodes[node].rest = nodes.count - 1
        return nodes.count - 1
    }

    private mutating func literalChild(of node: Int, _ segment: [UInt8]) -> Int {
        if let known = nodes[node].literals.first(where: { $0.segment == segment }) {
            return known.child
        }
        nodes.append(Node())
        nodes[node].literals.append((segment, nodes.count - 1))
        return nodes.count - 1
    }
}

/// What a router makes of a request.
package enum HTTPResolution: Sendable {
    /// With the path's parameters, decoded.
    case found(HTTPEndpoint, HTTPParameters)
    /// OPTIONS for a path without an endpoint of its own for it: 204 with `Allow`.
    case options(allow: [HTTPMethod])
    /// The path has routes, none of them for the method.
    case methodNotAllowed(allow: [HTTPMethod])
    /// No route has the path, whatever the method.
    case notFound
    /// CONNECT, or a method that is not registered and that no route has.
    case notImplemented
    /// A parameter's percent-encoding is broken or not UTF-8.
    case malformedParameter
}

extension HTTPRouter {
    /// Resolves a method and a percent-encoded path; HEAD falls back on GET.
    package func resolve(_ method: HTTPMethod, path: String) -> HTTPResolution {
        if case .other = method, !methods.contains(method) { return .notImplemented }
        if method == .connect { return .notImplemented }
        if path == "*" { return .options(allow: allowed(methods)) }
        var captures: [Range<Int>] = []
        let bytes = path.utf8.span
        guard bytes.count > 0, bytes[0] == UInt8(ascii: "/"),
            let node = descend(from: 0, bytes, at: 1, &captures)
        else { return .notFound }
        let leaves = nodes[node].leaves
        let leaf =
            leaves.first { $0.method == method }
            ?? (method == .head ? leaves.first { $0.method == .get } : nil)
        guard let leaf else {
            let allow = allowed(leaves.map(\.method))
            return method == .options ? .options(allow: allow) : .methodNotAllowed(allow: allow)
        }
        guard let parameters = decode(captures, leaf.parameterNames, bytes) else {
            return .malformedParameter
        }
        return .found(leaf.endpoint, parameters)
    }

    /// The node whose pattern matches the path from `start` on, literals first.
    private func descend(
        from node: Int, _ path: Span<UInt8>, at start: Int, _ captures: inout [Range<Int>]
    ) -> Int? {
        var end = start
        while end < path.count && path[end] != UInt8(ascii: "/") { end += 1 }
        let isLast = end == path.count
        for (segment, child) in nodes[node].literals
        where segment.count == end - start && Self.isEqual(segment, path, at: start) {
            if isLast && !nodes[child].leaves.isEmpty { return child }
            if !isLast, let found = descend(from: child, path, at: end + 1, &captures) {
                return found
            }
        }
        if let child = nodes[node].parameter, end > start {
            captures.append(start..<end)
            if isLast && !nodes[child].leaves.isEmpty { return child }
            if !isLast, let found = descend(from: child, path, at: end + 1, &captures) {
                return found
            }
            captures.removeLast()
        }
        guard let child = nodes[node].rest else { return nil }
        captures.append(start..<path.count)
        return child
    }

    /// - Precondition: the path has as many bytes as the segment from `start` on.
    private static func isEqual(_ segment: [UInt8], _ path: Span<UInt8>, at start: Int) -> Bool {
        for index in segment.indices where segment[index] != path[start + index] { return false }
        return true
    }

    /// Nil when one of them is broken or not UTF-8.
    private func decode(
        _ captures: [Range<Int>], _ names: [String], _ path: Span<UInt8>
    ) -> HTTPParameters? {
        var parameters = HTTPParameters()
        for (range, name) in zip(captures, names) {
            guard let value = PercentEncoding.decode(path, range, plusIsSpace: false) else {
                return nil
            }
            parameters.append(name, value)
        }
        return parameters
    }

    /// What `Allow` says: the routes' methods, HEAD beside GET, and OPTIONS always.
    private func allowed(_ methods: [HTTPMethod]) -> [HTTPMethod] {
        var allow = methods
        if allow.contains(.get) && !allow.contains(.head) { allow.append(.head) }
        if !allow.contains(.options) { allow.append(.options) }
        return allow
    }
}
