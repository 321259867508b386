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

    /// Reads the flow that an event of the category declares.
    ///
    /// - Throws: for a form that cannot be read, or that stands in another flow's stream: two
    ///   streams may not tell of one flow.
    package static func declaration(_ event: RecordedEvent) throws(UnusableDeclaration)
        -> FlowDeclaration
    {
        let declaration: FlowDeclaration
        do throws(FlowFileError) {
            declaration = try FlowDeclaration(parsing: event.data)
        } catch { throw UnusableDeclaration(explanation: "cannot be read: \(error)") }
        guard declaration.flow == event.stream.id else {
            throw UnusableDeclaration(
                explanation: "is called \(declaration.flow), and stands in \(event.stream)")
        }
        return declaration
    }
}

/// A declared flow that no ledger can go on with.
package struct UnusableDeclaration: Error {
    /// What is wrong with the flow, as the end of a sentence.
    package let explanation: String
}

extension LogReader {
    /// The built-in flows and those that the log declares.
    package func flowCatalogue() throws(LogFailure) -> FlowCatalogue {
        var declared: [FlowDeclaration] = []
        for stream in try streams(category: DeclaredFlows.category) {
            guard let last = try newestDeclaration(of: stream) else { continue }
            do throws(UnusableDeclaration) {
                declared.append(try DeclaredFlows.declaration(last))
            } catch {
                throw LogFailure(
                    .damaged,
                    "The flow declared at position \(last.position) \(error.explanation)")
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
