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
    /// nothing. Read models, commands and gates have followed on return, also when it was declared
    /// by somebody who was stopped before they did.
    ///
    /// - Throws: `FlowFileError` when the file is wrong or names a built-in flow,
    ///   `UnsafeFlowChange` for a form that would break what the flow's subjects have.
    @discardableResult
    public func declareFlow(_ file: [UInt8], _ facts: RequestFacts, by actor: EventActor? = nil)
        async throws -> FlowDeclaration
    { try await declaredFlow(file, facts, by: actor).flow }

    /// The same, with whether the log has news of it.
    package func declaredFlow(
        _ file: [UInt8], _ facts: RequestFacts, by actor: EventActor?
    ) async throws -> (flow: FlowDeclaration, isNews: Bool) {
        let declaration = try await declared(by: file) ?? FlowDeclaration(declaring: file)
        let text = try JSONValue(parsing: file).encoded
        let actor = actor ?? EventActor(kind: .system, id: "flow")
        let isNews = try await perform { transaction in
            try Self.declare(
                declaration, text, facts.metadata(actor.kind, actor.id), transaction)
        }
        try await rebuildOutdated()
        return (declaration, isNews)
    }

    /// The flow that stands as the file has it; nil for a new form. A file that was right when it
    /// was declared may not be by the rules of today, and declares nothing new.
    private func declared(by file: [UInt8]) async throws -> FlowDeclaration? {
        guard let text = try? JSONValue(parsing: file).encoded,
            let declaration = try? FlowDeclaration(parsing: file)
        else { return nil }
        var filter = EventFilter()
        filter.stream = DeclaredFlows.stream(declaration.flow)
        filter.types = [DeclaredFlows.eventType.name]
        let last = try await events(matching: filter, order: .newestFirst, limit: 1).first
        return last?.data == text ? declaration : nil
    }

    /// Appends the file's text to the flow's own stream; false when it says what the last one said.
    static func declare(
        _ declaration: FlowDeclaration, _ text: [UInt8], _ metadata: EventMetadata,
        _ transaction: CommandTransaction
    ) throws -> Bool {
        let stream = DeclaredFlows.stream(declaration.flow)
        // Also of one in this batch, as its subjects are looked for there.
        let type = DeclaredFlows.eventType.name
        if let last = try transaction.log.newestData(of: stream, type: type) {
            if last == text { return false }
            let problems = FlowChange.problems(
                from: try FlowDeclaration(parsing: last), to: declaration)
            if !problems.isEmpty, try transaction.log.hasStreams(category: declaration.category) {
                throw UnsafeFlowChange(problems: problems)
            }
        }
        try transaction.append(
            [
                StreamAppend(
                    to: stream, expected: .any,
                    events: [NewEvent(type: DeclaredFlows.eventType, data: text)])
            ], metadata: metadata)
        return true
    }
}
