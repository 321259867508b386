import JSON
import Time

/// How many got how far, where they were lost, and how long it took (contract section 8).
public struct FunnelReport: Sendable, Hashable {
    /// One bar of the funnel. Of a flow without optional stages `subjects` is the next stage's,
    /// `open` and `lost` together; of any, those of the first stage are those of the last and all
    /// who are open and lost, each at the furthest stage that they reached.
    public struct Stage: Sendable, Hashable {
        /// Its name.
        public let stage: String
        /// How many reached it.
        public let subjects: Int
        /// The share of those who reached the stage before, the last one that is not optional; nil
        /// for the first stage, and of none.
        public let fromPrevious: Double?
        /// The share of the first stage's subjects; nil of none.
        public let fromFirst: Double?
        /// How many of the same did not reach it.
        public let dropOff: Int
        /// Of those who reached it and not the next: still inside the window, and not gone.
        public let open: Int
        /// The rest of those who did not reach the next one.
        public let lost: Int
        /// Seconds since the previous stage.
        public let medianSeconds: Double?
        /// Nine in ten took no longer.
        public let p90Seconds: Double?
        /// Nineteen in twenty took no longer.
        public let p95Seconds: Double?
    }

    /// How many left by an exit and neither came back nor began anew.
    public struct Exit: Sendable, Hashable {
        /// Its name.
        public let exit: String
        public let subjects: Int
    }

    /// The funnel of those who share a cohort or an attribute's values.
    public struct Group: Sendable, Hashable {
        /// The attribute's value, or what two of them and a cohort are, with commas between; nil
        /// for subjects that have none.
        public let key: String?
        /// The cohort and the attributes' values one by one, when there are several.
        public let keys: [String?]?
        /// How many values are counted together here, because others have more subjects; nil for a
        /// value of its own.
        public let values: Int?
        /// How many of them entered the first stage.
        public let subjects: Int
        /// In the order of the flow, all of them.
        public let stages: [Stage]
    }

    public let flow: String
    /// As it was asked.
    public let since: Timestamp?
    /// As it was asked.
    public let until: Timestamp?
    /// What was taken as the present.
    public let asOf: Timestamp
    /// The log's last position that is counted.
    public let head: Int64
    /// How many entered the first stage.
    public let subjects: Int
    /// In the order of the flow, all of them.
    public let stages: [Stage]
    /// In the order of the flow, also those that nobody took.
    public let exits: [Exit]
    /// Nil when nothing was asked to group by; at most fifty and the others, or a thousand with
    /// cohorts.
    public let groups: [Group]?
}

extension [FunnelReport.Stage] {
    /// Where most were lost: the place of the stage after which they stopped, the earliest of
    /// equals; nil when nobody was.
    ///
    /// Its number is the length of the list behind it (D2): whoever stopped is lost at the furthest
    /// stage, also when that one was optional, and counts nowhere else.
    package var worstLeak: Int? {
        let greatest = self.map(\.lost).max() ?? 0
        return greatest > 0 ? firstIndex { $0.lost == greatest } : nil
    }
}

extension FunnelReport {
    /// The answer of D1; the same question on the same head comes to the same bytes.
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("flow", flow)
            writer.memberOrNull("since", since?.rfc3339)
            writer.memberOrNull("until", until?.rfc3339)
            writer.member("asOf", asOf.rfc3339)
            writer.member("head", head)
            writer.member("subjects", subjects)
            Self.write(stages, to: &writer)
            writer.member("exits") { writer in
                writer.array { writer in
                    for exit in exits {
                        writer.element { writer in
                            writer.object { writer in
                                writer.member("exit", exit.exit)
                                writer.member("subjects", exit.subjects)
                            }
                        }
                    }
                }
            }
            if let groups { Self.write(groups, to: &writer) }
        }
    }

    private static func write(_ groups: [Group], to writer: inout JSONWriter) {
        writer.member("groups") { writer in
            writer.array { writer in
                for group in groups {
                    writer.element { writer in
                        writer.object { writer in
                            writer.memberOrNull("key", group.key)
                            writeKeys(group.keys, to: &writer)
                            writer.member("values", group.values)
                            writer.member("subjects", group.subjects)
                            write(group.stages, to: &writer)
                        }
                    }
                }
            }
        }
    }

    /// Nothing for a group that one name tells.
    private static func writeKeys(_ keys: [String?]?, to writer: inout JSONWriter) {
        guard let keys else { return }
        writer.member("keys") { writer in
            writer.array { writer in
                for key in keys {
                    writer.element { writer in
                        if let key { writer.value(key) } else { writer.null() }
                    }
                }
            }
        }
    }

    private static func write(_ stages: [Stage], to writer: inout JSONWriter) {
        writer.member("stages") { writer in
            writer.array { writer in
                for stage in stages {
                    writer.element { writer in write(stage, to: &writer) }
                }
            }
        }
    }

    private static func write(_ stage: Stage, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("stage", stage.stage)
            writer.member("subjects", stage.subjects)
            writer.memberOrNull("fromPrevious", stage.fromPrevious)
            writer.memberOrNull("fromFirst", stage.fromFirst)
            writer.member("dropOff", stage.dropOff)
            writer.member("open", stage.open)
            writer.member("lost", stage.lost)
            writer.memberOrNull("medianSeconds", stage.medianSeconds)
            writer.memberOrNull("p90Seconds", stage.p90Seconds)
            writer.memberOrNull("p95Seconds", stage.p95Seconds)
        }
    }
}
