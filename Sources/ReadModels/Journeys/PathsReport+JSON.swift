import JSON

extension PathsReport {
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("flow", flow)
            writer.member("from", from)
            writer.member("asOf", asOf.rfc3339)
            writer.member("head", head)
            writer.member("subjects", subjects)
            writer.member("open", open)
            writer.member("completed") { completed.write(to: &$0) }
            writer.member("lost") { lost.write(to: &$0) }
            writer.member("sankey") { Sankey(self).write(to: &$0) }
        }
    }
}

extension PathsReport.Path {
    package var text: String { steps.joined(separator: " → ") }
}

extension PathsReport.End {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("subjects", subjects)
            writer.member("pathCount", pathCount)
            writer.member("paths") { writer in
                writer.array { writer in
                    for path in paths {
                        writer.element { writer in
                            writer.object { writer in
                                writer.member("path", path.steps)
                                writer.member("subjects", path.subjects)
                                writer.member("share", path.share)
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The shown ways as nodes and links, as drawing libraries take them: a stage is a node for each
/// place in a way at which it stands, so that no link leads back.
private struct Sankey {
    /// A name at a place in a way, counted from 0.
    private struct Node: Hashable {
        let depth: Int
        let name: String
    }

    /// Nodes by their numbers.
    private struct Link: Hashable {
        let source: Int
        let target: Int
    }

    private var nodes: [Node] = []
    private var places: [Node: Int] = [:]
    private var links: [(link: Link, value: Int)] = []
    private var linkPlaces: [Link: Int] = [:]

    init(_ report: PathsReport) {
        for (end, name) in [(report.completed, "(completed)"), (report.lost, "(lost)")] {
            for path in end.paths { add(path.steps + [name], path.subjects) }
        }
    }

    /// Adds one way, its end as the last step.
    private mutating func add(_ steps: [String], _ subjects: Int) {
        var source: Int?
        for (depth, name) in steps.enumerated() {
            let target = place(Node(depth: depth, name: name))
            if let source { add(Link(source: source, target: target), subjects) }
            source = target
        }
    }

    private mutating func place(_ node: Node) -> Int {
        if let known = places[node] { return known }
        places[node] = nodes.count
        nodes.append(node)
        return nodes.count - 1
    }

    private mutating func add(_ link: Link, _ subjects: Int) {
        if let known = linkPlaces[link] {
            links[known].value += subjects
        } else {
            linkPlaces[link] = links.count
            links.append((link, subjects))
        }
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("nodes") { writer in
                writer.array { writer in
                    for node in nodes {
                        writer.element { writer in
                            writer.object { writer in
                                writer.member("id", "\(node.depth):\(node.name)")
                                writer.member("name", node.name)
                                writer.member("depth", node.depth)
                            }
                        }
                    }
                }
            }
            writer.member("links") { writer in
                writer.array { writer in
                    for (link, value) in links {
                        writer.element { writer in
                            writer.object { writer in
                                writer.member("source", link.source)
                                writer.member("target", link.target)
                                writer.member("value", value)
                            }
                        }
                    }
                }
            }
        }
    }
}
