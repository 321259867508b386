/// Where subjects belong, and which pages are open to them (K13, G1).
extension FlowDeclaration {
    /// The page where a subject at `stage` belongs.
    public func route(forStage stage: String) -> String? { self.stage(named: stage)?.route }

    /// Whether a subject at `stage` may be on `path`.
    ///
    /// A stage's own page is always open to it. Pages outside the flow (not under the folder that
    /// all its pages share) are none of its business and open; everything else under it is closed.
    public func allows(path: String, stage: String) -> Bool {
        let page = Self.page(of: path)
        guard governs(page), let stage = self.stage(named: stage) else { return true }
        return stage.paths.contains(page)
    }

    /// Whether a page is the flow's business: under its folder or, without one, among its pages.
    private func governs(_ page: String) -> Bool {
        guard root.utf8.count > 1 else { return stages.contains { $0.paths.contains(page) } }
        return page == root || page.hasPrefix(root + "/")
    }

    /// The folder that all pages share, such as `/onboarding`; empty when there is none.
    static func root(of stages: [FlowStage]) -> String {
        let folders = stages.flatMap(\.paths).map { path in
            path.split(separator: "/").dropLast().map(String.init)
        }
        guard var shared = folders.first else { return "" }
        for folder in folders {
            shared = zip(shared, folder).prefix { $0 == $1 }.map(\.0)
        }
        return shared.isEmpty ? "" : "/" + shared.joined(separator: "/")
    }

    /// The path without query, fragment and closing slash.
    public static func page(of path: String) -> String {
        let bytes = path.utf8
        let page = bytes.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        let isClosed = page.count > 1 && page.last == UInt8(ascii: "/")
        return String(Substring(isClosed ? page.dropLast() : page))
    }
}
