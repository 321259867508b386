import JSON

extension FlowDeclaration {
    /// The flow as a Mermaid state diagram.
    public var mermaid: String {
        let names = stages.map(\.name) + exits.map(\.name)
        let states = Dictionary(
            names.enumerated().map { ($1, Self.isPlain($1) ? $1 : "state_\($0 + 1)") },
            uniquingKeysWith: { first, _ in first })
        func state(_ name: String) -> String { states[name] ?? name }
        var lines = ["stateDiagram-v2", "    direction LR"]
        lines += names.filter { state($0) != $0 }.map { "    state \"\($0)\" as \(state($0))" }
        if let first = stages.first {
            let label = Self.label(first.on.joined(separator: ", "))
            lines.append("    [*] --> \(state(first.name)): \(label)")
        }
        lines += transitions.map {
            "    \(state($0.from)) --> \(state($0.to)): \(Self.label($0.on))"
        }
        let ends = stages.suffix(1).map(\.name) + exits.map(\.name)
        lines += ends.map { "    \(state($0)) --> [*]" }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Names that begin with them begin something else in such a diagram.
    private static let mermaidWords = [
        "acctitle", "accdescr", "class", "click", "default", "href", "note", "scale", "state",
        "style",
    ]

    /// Whether a name stands for itself as a state's id; others get one, and their name beside it.
    private static func isPlain(_ name: String) -> Bool {
        let word = name.lowercased()
        return !name.contains("-") && !mermaidWords.contains { word.hasPrefix($0) }
    }

    /// Colons and semicolons would end it.
    private static func label(_ text: String) -> String {
        text.replacing(";", with: "#semi;").replacing(":", with: "#colon;")
    }

    /// Writes the answer of `GET /v1/flows/{flow}`: `{flow, stages, transitions, exits, expiry}`.
    package func writeJSON(to writer: inout JSONWriter) {
        writer.object { writeMembers(to: &$0) }
    }

    /// The text of `Schemas/flows/<flow>.json`: the answer's members, and the attributes.
    package var document: [UInt8] {
        let compact = JSONWriter.encode { writer in
            writer.object { writer in
                writeMembers(to: &writer)
                writeAttributes(to: &writer)
            }
        }
        return JSONText.indented(compact)
    }

    /// The members of the answer; `steps` only for flows that have some, as their file has them.
    private func writeMembers(to writer: inout JSONWriter) {
        writer.member("flow", flow)
        writer.member("stages") { writer in
            writer.array { writer in
                for stage in stages { writer.element { stage.write(to: &$0) } }
            }
        }
        writer.member("transitions") { writer in
            writer.array { writer in
                for transition in transitions { writer.element { transition.write(to: &$0) } }
            }
        }
        writer.member("exits") { writer in
            writer.array { writer in
                for exit in exits { writer.element { exit.write(to: &$0) } }
            }
        }
        writer.memberOrNull("expiry", expiry?.text)
        guard !steps.isEmpty else { return }
        writer.member("steps") { writer in
            writer.array { writer in
                for step in steps { writer.element(step.source) }
            }
        }
    }

    /// Only for the schema files: clients have no use for where attributes stand.
    private func writeAttributes(to writer: inout JSONWriter) {
        writer.member("attributes") { writer in
            writer.array { writer in
                for attribute in attributes {
                    writer.element { writer in
                        writer.object { writer in
                            writer.member("name", attribute.name)
                            writer.member("field", attribute.field)
                        }
                    }
                }
            }
        }
    }
}

extension FlowStage {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("name", name)
            writer.member("on", on)
            writer.member("optional", isOptional)
            writer.member("route", route)
            if !paths.isEmpty { writer.member("paths", paths) }
            if !required.isEmpty { writeRequired(to: &writer) }
        }
    }

    private func writeRequired(to writer: inout JSONWriter) {
        writer.member("required") { writer in
            writer.array { writer in
                for requirement in required { writer.element { requirement.write(to: &$0) } }
            }
        }
    }
}

extension FlowExit {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("name", name)
            writer.member("on", on)
        }
    }
}

extension FlowTransition {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("from", from)
            writer.member("to", to)
            writer.member("on", on)
        }
    }
}
