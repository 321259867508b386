import EventLog
import JSON
import Onboarding
import ReadModels

extension Ledger {
    /// The built-in flows and those that were declared.
    public func flows() async throws -> FlowCatalogue {
        try await read { try $0.log.flowCatalogue() }
    }

    /// Declares a team's own flow (contract X2), or a new form of it; the same form again appends
    /// nothing. The read models follow at once.
    ///
    /// - Throws: `FlowFileError` when the file is wrong, or names a built-in flow.
    public func declareFlow(_ file: [UInt8], _ facts: RequestFacts) async throws -> FlowDeclaration
    {
        let declaration = try FlowDeclaration(parsing: file)
        if FlowCatalogue.builtIn.flow(declaration.flow) != nil {
            throw FlowIsBuiltIn(flow: declaration.flow)
        }
        let text = try JSONValue(parsing: file).encoded
        let stream = DeclaredFlows.stream(declaration.flow)
        let metadata = facts.metadata(.system, "flow")
        let isNew = try await perform { transaction in
            if try transaction.committedEvents(of: stream).last?.data == text { return false }
            try transaction.append(
                [
                    StreamAppend(
                        to: stream, expected: .any,
                        events: [NewEvent(type: DeclaredFlows.eventType, data: text)])
                ], metadata: metadata)
            return true
        }
        if isNew { _ = try await rebuild(RebuildRequest(.session, reason: .flow)) }
        return declaration
    }
}

/// A flow file names a flow that comes with code.
public struct FlowIsBuiltIn: Error, Sendable, Hashable {
    public let flow: String
}
