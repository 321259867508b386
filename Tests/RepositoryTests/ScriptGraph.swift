/// Which scripts load which, by the imports that they state.
struct ScriptGraph {
    private let scripts: [String: String]

    /// - Parameter scripts: texts by path.
    init(_ scripts: [String: String]) { self.scripts = scripts }

    /// The scripts themselves and all that they import.
    func loaded(from entries: [String]) -> Set<String> {
        var (found, waiting) = (Set<String>(), entries)
        while let path = waiting.popLast() {
            guard found.insert(path).inserted else { continue }
            waiting += imports(of: path, matching: /\bfrom "([^"]+)"|^import "([^"]+)"/)
        }
        return found
    }

    /// What some of the scripts load only when they need it.
    func loadedLater(by paths: Set<String>) -> [String] {
        paths.flatMap { imports(of: $0, matching: /\bimport\("([^"]+)"()\)/) }
    }

    private func imports(
        of path: String, matching pattern: Regex<(Substring, Substring?, Substring?)>
    )
        -> [String]
    {
        (scripts[path] ?? "").matches(of: pattern.anchorsMatchLineEndings()).compactMap { match in
            (match.output.1 ?? match.output.2).map { resolved(String($0), beside: path) }
        }
    }

    /// `../shared/dom.js` as a script of another folder means it.
    private func resolved(_ address: String, beside path: String) -> String {
        var folders = path.split(separator: "/").dropLast()
        for part in address.split(separator: "/") where part != "." {
            if part == ".." { folders.removeLast() } else { folders.append(part) }
        }
        return folders.joined(separator: "/")
    }
}
