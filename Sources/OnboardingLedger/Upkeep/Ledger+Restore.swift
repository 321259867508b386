import EventLog
import JSON
import ReadModels

/// A line of an export that cannot be taken in.
public struct RestoreLineError: Error, Sendable, Hashable {
    /// Counted from 1.
    public let line: Int
    /// What is wrong, as the rest of a sentence.
    public let explanation: String
    /// True when the whole export was looked through first, and so nothing of it was taken in.
    public package(set) var isFoundAhead = false

    package init(line: Int, explanation: String) {
        (self.line, self.explanation) = (line, explanation)
    }
}

extension Ledger {
    /// Takes in lines of an export, in order; those that the ledger has already are skipped.
    ///
    /// Each event keeps its position, times, salt and hash, and its hash must follow from the one
    /// before it (contract L15). One batch is one transaction.
    /// - Parameter lines: empty ones are passed over.
    /// - Parameter firstLine: the number of the first line, for errors.
    public func restore(_ lines: [[UInt8]], firstLine: Int) async throws -> ImportCounts {
        let (counts, declaresFlow) = try await perform { transaction in
            var (counts, declaresFlow) = (ImportCounts(), false)
            for (index, line) in lines.enumerated() where !line.isEmpty {
                let number = firstLine + index
                let event = try Self.event(line, number)
                if try transaction.isHeld(event) {
                    counts.skipped += 1
                    continue
                }
                do {
                    try transaction.restore(event, claims: try Self.claims(event, transaction))
                } catch let rejection as RestoreRejection {
                    throw RestoreLineError(
                        line: number,
                        explanation: "position \(rejection.position): \(rejection.explanation)")
                }
                counts.appended += 1
                declaresFlow = declaresFlow || event.type == DeclaredFlows.eventType
            }
            return (counts, declaresFlow)
        }
        // The flow's subjects in this batch were folded without its stages.
        if declaresFlow { _ = try await rebuild(RebuildRequest(.session, reason: .flow)) }
        return counts
    }

    /// - Throws: what is wrong with the line, and where in it.
    static func event(_ line: [UInt8], _ number: Int) throws(RestoreLineError)
        -> RecordedEvent
    {
        do throws(JSONError) {
            if let event = try EventJSON.read(line) { return event }
        } catch {
            throw RestoreLineError(line: number, explanation: error.explanation(in: line))
        }
        throw RestoreLineError(line: number, explanation: "it is no exported event")
    }

    /// The keys that the event takes or gives up, worked out again from it and the state before.
    static func claims(_ event: RecordedEvent, _ transaction: CommandTransaction) throws
        -> [EventLog.ClaimChange]
    {
        let newest = try Upcasting.domain.newest(
            Upcasting.Payload(type: event.type, data: event.data, personal: event.personal))
        let state = try transaction.state(of: event.stream)
        return try state.claimChangesOfArrays(
            type: newest.type.name, data: newest.data, personal: newest.personal
        ).map(EventLog.ClaimChange.init)
    }
}
