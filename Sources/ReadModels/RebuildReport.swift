import Digest
import EventLog
import JSON
import Time

/// Why read models are made anew.
public enum RebuildReason: String, Sendable, CaseIterable {
    /// Somebody asked for it.
    case asked
    /// This program makes them by another definition than the one that made them.
    case definition
    /// A flow was declared, whose stages are in the rows.
    case flow
    /// There were none to begin with, or none that could be used.
    case missing
}

/// What a rebuild did, or would do (contract L9).
public struct RebuildReport: Sendable, Hashable {
    /// What was asked for; of several models that were, all.
    public var target: RebuildTarget
    /// Only the differences were asked for: nothing was switched.
    public var isDryRun = false
    public var reason: RebuildReason
    /// When it began; of models that were missing at a start, when that start did.
    public var startedAt: Timestamp
    /// From the beginning to the switch, or to the end of a dry run.
    public var seconds: Double
    /// How many events were folded.
    public var eventCount: Int64
    /// How long commands waited for the switch; nil when there was none.
    public var pauseMilliseconds: Double?
    /// Each read model's rows and digest.
    public var views: [ViewReport]
    /// Each read model's rows and digest before; empty when there was none.
    public var replaced: [ViewReport]
    /// What differs from the models before, at one position; empty when there were none.
    public var differences: [ViewDifferences]
    /// The journeys that are kept beside the rows; empty when nobody had asked for any.
    public var journeys: [JourneyReport] = []
    /// What else there is to say of it: that it could not be kept.
    public var note: String?

    public init(
        target: RebuildTarget = .all, reason: RebuildReason, startedAt: Timestamp,
        seconds: Double = 0,
        eventCount: Int64 = 0, views: [ViewReport] = [], replaced: [ViewReport] = [],
        differences: [ViewDifferences] = []
    ) {
        (self.target, self.reason, self.startedAt) = (target, reason, startedAt)
        (self.seconds, self.eventCount) = (seconds, eventCount)
        (self.views, self.replaced, self.differences) = (views, replaced, differences)
    }

    /// Events folded, over the whole time; 0 when none passed.
    public var eventsPerSecond: Double { seconds > 0 ? Double(eventCount) / seconds : 0 }
}

// MARK: - As JSON

extension RebuildReport {
    /// One object; what answers, files and the control socket hold.
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.memberOrNull("model", target.word)
            writer.member("dryRun", isDryRun)
            writer.member("reason", reason.rawValue)
            writer.member("startedAt", startedAt.rfc3339)
            writer.member("seconds", seconds)
            writer.member("events", eventCount)
            writer.member("eventsPerSecond", eventsPerSecond.rounded())
            writer.member("pauseMilliseconds", pauseMilliseconds)
            writer.member("views") { ViewReport.write(views, to: &$0) }
            writer.member("replaced") { ViewReport.write(replaced, to: &$0) }
            writer.member("differences") { writer in
                writer.array { writer in
                    for view in differences { writer.element { view.write(to: &$0) } }
                }
            }
            writer.member("journeys") { JourneyReport.write(journeys, to: &$0) }
            writer.member("note", note)
        }
    }

    /// Reads what `write` made; nil when a member is missing or of another kind.
    package init?(_ value: JSONValue) {
        guard let reason = value["reason"]?.stringValue.flatMap(RebuildReason.init),
            let startedAt = value["startedAt"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) }),
            let seconds = value["seconds"]?.doubleValue, let events = value["events"]?.int64Value,
            let isDryRun = value["dryRun"]?.boolValue,
            let views = value["views"]?.arrayValue, let replaced = value["replaced"]?.arrayValue,
            let differences = value["differences"]?.arrayValue
        else { return nil }
        self.init(
            target: value["model"]?.stringValue.flatMap { RebuildTarget($0) } ?? .all,
            reason: reason,
            startedAt: startedAt, seconds: seconds, eventCount: events,
            views: views.compactMap(ViewReport.init),
            replaced: replaced.compactMap(ViewReport.init),
            differences: differences.compactMap(ViewDifferences.init))
        self.isDryRun = isDryRun
        journeys = (value["journeys"]?.arrayValue ?? []).compactMap(JourneyReport.init)
        pauseMilliseconds = value["pauseMilliseconds"]?.doubleValue
        note = value["note"]?.stringValue
    }
}

extension ViewReport {
    /// An array; digests in hex.
    package static func write(_ views: [ViewReport], to writer: inout JSONWriter) {
        writer.array { writer in
            for view in views {
                writer.element { writer in
                    writer.object { writer in
                        writer.member("view", view.view.rawValue)
                        writer.member("rows", view.rowCount)
                        writer.member("digest", view.digest.hex)
                    }
                }
            }
        }
    }

    /// Reads one element of what `write` made; nil for a model that this program does not know.
    package init?(_ value: JSONValue) {
        guard let view = value["view"]?.stringValue.flatMap(ViewName.init(rawValue:)),
            let rows = value["rows"]?.int64Value,
            let digest = value["digest"]?.stringValue.flatMap(RollingDigest.init(hex:))
        else { return nil }
        self.init(view: view, rowCount: rows, digest: digest)
    }
}

extension JourneyReport {
    /// An array; digests in hex.
    package static func write(_ journeys: [JourneyReport], to writer: inout JSONWriter) {
        writer.array { writer in
            for journey in journeys {
                writer.element { writer in
                    writer.object { writer in
                        writer.member("flow", journey.flow)
                        writer.member("subjects", journey.subjectCount)
                        writer.member("position", journey.position.rawValue)
                        writer.member("digest", journey.digest.hex)
                    }
                }
            }
        }
    }

    fileprivate init?(_ value: JSONValue) {
        guard let flow = value["flow"]?.stringValue, let count = value["subjects"]?.int64Value,
            let position = value["position"]?.int64Value,
            let digest = value["digest"]?.stringValue.flatMap(SHA256Digest.init(hex:))
        else { return nil }
        self.init(
            flow: flow, subjectCount: count, position: GlobalPosition(rawValue: position),
            digest: digest)
    }
}

extension ViewDifferences {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("view", view.rawValue)
            writer.member("position", position)
            writer.member("added", added)
            writer.member("removed", removed)
            writer.member("changed", changed)
            writer.member("first") { writer in
                writer.array { writer in
                    for row in first { writer.element { row.write(to: &$0) } }
                }
            }
        }
    }

    fileprivate init?(_ value: JSONValue) {
        guard let view = value["view"]?.stringValue.flatMap(ViewName.init(rawValue:)),
            let position = value["position"]?.int64Value, let added = value["added"]?.int64Value,
            let removed = value["removed"]?.int64Value, let changed = value["changed"]?.int64Value,
            let first = value["first"]?.arrayValue
        else { return nil }
        self.init(view: view, position: position)
        (self.added, self.removed, self.changed) = (added, removed, changed)
        self.first = first.compactMap(RowDifference.init)
    }
}

extension RowDifference {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("stream", stream)
            writer.member("kind", kind.rawValue)
            writer.memberOrNull("versionBefore", versionBefore)
            writer.memberOrNull("version", version)
            writer.member("fields", fields)
        }
    }

    fileprivate init?(_ value: JSONValue) {
        guard let stream = value["stream"]?.stringValue,
            let kind = value["kind"]?.stringValue.flatMap(Kind.init),
            let fields = value["fields"]?.arrayValue
        else { return nil }
        self.init(
            stream: stream, kind: kind, versionBefore: value["versionBefore"]?.int64Value,
            version: value["version"]?.int64Value, fields: fields.compactMap(\.stringValue))
    }
}
