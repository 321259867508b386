import JSON

extension FlowDeclaration {
    /// The flow as a Mermaid state diagram.
    public var mermaid: String {
        var lines = ["stateDiagram-v2", "    direction LR"]
        if let first = stages.first {
            lines.append("    [*] --> \(first.name): \(first.on.joined(separator: ", "))")
        }
        lines += transitions.map { "    \($0.from) --> \($0.to): \($0.on)" }
        let ends = stages.suffix(1).map(\.name) + exits.map(\.name)
        lines += ends.map { "    \($0) --> [*]" }
        return lines.joined(separator: "\n") + "\n"
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
