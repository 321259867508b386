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
            let version = try self.version(of: stream)
            let before = StreamVersion(rawValue: version.rawValue - 1)
            guard let last = try events(of: stream, after: before, limit: 1).first else { continue }
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
}
