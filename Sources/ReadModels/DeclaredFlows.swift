import EventLog
import JSON
import Onboarding

/// A team's own flows (contract X2): each is declared by events of the stream `flow-<id>`, whose
/// data is the declaration; the newest one counts.
package enum DeclaredFlows {
    /// Reserved: no flow may have this id.
    package static let category = "flow"
    /// Its data is the flow's file as it was declared.
    package static let eventType = EventType(EventKind.flowDeclared.rawValue)

    /// Where a flow's declarations stand, one event each.
    package static func stream(_ flow: String) -> StreamID {
        StreamID(category: category, id: flow)
    }
}

extension LogReader {
    /// The built-in flows and those that the log declares.
    package func flowCatalogue() throws(LogFailure) -> FlowCatalogue {
        var declared: [FlowDeclaration] = []
        for stream in try streams(category: DeclaredFlows.category) {
            guard let last = try newestDeclaration(of: stream) else { continue }
            do throws(FlowFileError) {
                declared.append(try FlowDeclaration(parsing: last.data))
            } catch {
                throw LogFailure(
                    .damaged,
                    "The flow declared at position \(last.position) cannot be read: \(error)")
            }
        }
        return FlowCatalogue.builtIn.adding(declared)
    }

    /// An erasure may have left its mark behind it: whoever declared the flow was a person, too.
    private func newestDeclaration(of stream: StreamID) throws(LogFailure) -> RecordedEvent? {
        var version = try self.version(of: stream).rawValue
        while version > 0 {
            version -= 1
            let before = StreamVersion(rawValue: version)
            if let event = try events(of: stream, after: before, limit: 1).first,
                event.type.name == DeclaredFlows.eventType.name
            {
                return event
            }
        }
        return nil
    }
}
