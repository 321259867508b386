import Digest
import EventLog

/// Looks through an export before anything of it is taken in: whether each line is an event that
/// follows from the one before it, and the first from what the ledger has (contract L15).
package struct RestoreCheck {
    private let log: LogReader?
    private var previous: RecordedEvent?
    private var scratch: [UInt8] = []

    /// A directory without a ledger is an empty one.
    package init(_ directory: DataDirectory) throws(LogFailure) {
        log = directory.holdsLedger ? try LogReader(directory: directory) : nil
    }

    /// - Throws: `RestoreLineError` with the line's number.
    package mutating func check(_ line: [UInt8], number: Int) throws {
        if line.isEmpty { return }
        let event = try Ledger.event(line, number)
        let expected = try expectedPosition(before: event)
        guard event.position.rawValue == expected else {
            throw RestoreLineError(
                line: number,
                explanation: "position \(event.position) comes where \(expected) is expected")
        }
        guard let hash = try hashBefore(event), event.follows(hash, &scratch) else {
            throw RestoreLineError(
                line: number,
                explanation: "position \(event.position): its hash does not follow from what it "
                    + "says")
        }
        previous = event
    }

    /// The first line may be anything that the ledger has, or what comes next.
    private func expectedPosition(before event: RecordedEvent) throws -> Int64 {
        if let previous { return previous.position.rawValue + 1 }
        let head = try log?.head().position.rawValue ?? 0
        return min(event.position.rawValue, head + 1)
    }

    private func hashBefore(_ event: RecordedEvent) throws -> SHA256Digest? {
        if let previous { return previous.hash }
        if event.position.rawValue <= 1 { return .zero }
        return try log?.event(at: GlobalPosition(rawValue: event.position.rawValue - 1))?.hash
    }
}
