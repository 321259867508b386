import EventLog
import JSON
import ReadModels

/// What a verification found in order (contracts L11, L18).
public struct VerificationReport: Sendable, Hashable {
    /// The log; nil when only what follows from it was asked for.
    public let log: VerifiedLog?
    public let views: [ViewReport]
    /// How many unique keys are held, each by the stream whose events take it.
    public let claimCount: Int64
    /// The journeys that are kept beside the rows, flow by flow.
    public let journeys: [JourneyReport]
    /// The last position of the audit index; 0 while it has no whole block.
    public let auditIndexedThrough: GlobalPosition
    /// True for a backup as it lies: nothing but its log was there to be checked.
    public let isBackup: Bool

    init(
        log: VerifiedLog?, views: [ViewReport], claimCount: Int64, journeys: [JourneyReport],
        auditIndexedThrough: GlobalPosition, isBackup: Bool = false
    ) {
        (self.log, self.views, self.claimCount) = (log, views, claimCount)
        (self.journeys, self.auditIndexedThrough) = (journeys, auditIndexedThrough)
        self.isBackup = isBackup
    }

    /// How many events were checked.
    public var eventCount: Int64 { log?.eventCount ?? 0 }
    /// The Merkle root over all events; nil when only the read models were asked for.
    public var root: SHA256Digest? { log?.root }
}

extension VerificationReport {
    /// The answer of a verification that found nothing wrong; `events` and `root` are left out when
    /// the log was.
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("ok", true)
            writer.member("events", log?.eventCount)
            writer.member("root", log?.root.hex)
            if let log { writer.memberOrNull("anchoredPosition", log.anchoredPosition) }
            if isBackup { return writer.member("backup", true) }
            writer.member("claims", claimCount)
            writer.member("views") { ViewReport.write(views, to: &$0) }
            writer.member("journeys") { JourneyReport.write(journeys, to: &$0) }
            writer.member("auditIndexedThrough", auditIndexedThrough.rawValue)
        }
    }
}
