import JSON

extension FrictionReport {
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("flow", flow)
            writer.memberOrNull("since", since?.rfc3339)
            writer.memberOrNull("until", until?.rfc3339)
            writer.member("head", head)
            writer.member("subjects", subjects)
            writer.member("omitted", omitted)
            Self.write(steps, to: &writer)
            guard let groups else { return }
            writer.member("groups") { writer in
                writer.array { writer in
                    for group in groups {
                        writer.element { writer in
                            writer.object { writer in
                                writer.memberOrNull("key", group.key)
                                writer.member("subjects", group.subjects)
                                Self.write(group.steps, to: &writer)
                            }
                        }
                    }
                }
            }
        }
    }

    private static func write(_ steps: [Step], to writer: inout JSONWriter) {
        writer.member("steps") { writer in
            writer.array { writer in
                for step in steps {
                    writer.element { writer in writer.object { step.write(to: &$0) } }
                }
            }
        }
    }
}

extension FrictionReport.Step {
    fileprivate func write(to writer: inout JSONWriter) {
        if let number {
            writer.member("step", number)
            writer.member("name", name)
        } else {
            writer.member("step", name)
        }
        writer.member("subjects", subjects)
        writer.member("saves", saves)
        writer.memberOrNull("medianSeconds", medianSeconds)
        writer.member("conflicts", conflicts)
        Self.write(rejections, as: "rejections", to: &writer)
        writer.member("retries", retries)
        writer.member("returns", returns)
        Self.write(fields, as: "fields", to: &writer)
    }

    private static func write(
        _ counts: [FrictionReport.Count], as name: StaticString, to writer: inout JSONWriter
    ) {
        writer.member(name) { writer in
            writer.object { writer in
                for count in counts { writer.member(key: count.name, count.count) }
            }
        }
    }
}

extension FrictionReport {
    /// The steps as a table with a line for each, and for each group's; counts by code and by field
    /// as `code=n` with spaces between.
    package var csv: String {
        var lines = [
            "key,step,subjects,saves,medianSeconds,conflicts,rejections,retries,returns,fields"
        ]
        for (key, steps) in [(String?.none, steps)]
            + (groups ?? []).map({ ($0.key ?? "", $0.steps) })
        {
            lines += steps.map { Self.line(key, $0) }
        }
        return lines.map { $0 + "\r\n" }.joined()
    }

    /// The key is empty for all subjects together, and quoted for a group's, whatever it is.
    private static func line(_ key: String?, _ step: Step) -> String {
        [
            key.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" } ?? "",
            step.number.map(String.init) ?? step.name, String(step.subjects), String(step.saves),
            step.medianSeconds.map { "\($0)" } ?? "", String(step.conflicts),
            list(step.rejections), String(step.retries), String(step.returns), list(step.fields),
        ].joined(separator: ",")
    }

    private static func list(_ counts: [Count]) -> String {
        counts.map { "\($0.name)=\($0.count)" }.joined(separator: " ")
    }
}
