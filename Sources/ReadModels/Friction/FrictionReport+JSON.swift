import JSON

extension FrictionReport {
    /// The answer of D3; times in RFC 3339, `null` where nothing bounds.
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
                                writer.member("values", group.values)
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
    /// A numbered step's `step` is its number, with the name beside; a stage's is its name.
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

    /// One object, its members in the order of the counts.
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
