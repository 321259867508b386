import EventLog
import Onboarding
import ReadModels

/// What a reader thread has: its connections to the log and to the views.
package final class LedgerReader {
    /// Reads events, versions, claims and the vault.
    package let log: LogReader
    /// Finds events by what they are, through the audit index.
    package let audit: AuditReader
    private let folded: StreamHistory
    private var foldedGeneration = 0
    private let directory: DataDirectory
    private var openViews: (generation: Int, reader: ViewReader)?
    private let generation: @Sendable () -> Int
    /// True in the process that keeps the models: it had made them before anybody read, and they
    /// follow each commit within moments.
    let isBesideWriter: Bool

    /// - Parameter auditTail: the newest part of the audit index, in the process that keeps it.
    package init(
        directory: DataDirectory, auditTail: AuditTail? = nil,
        generation: @escaping @Sendable () -> Int = { 0 }
    ) throws(LogFailure) {
        self.directory = directory
        self.generation = generation
        isBesideWriter = auditTail != nil
        log = try LogReader(directory: directory)
        audit = AuditReader(log, directory: directory, tail: auditTail)
        folded = StreamHistory(reader: log, upcasting: .domain)
    }

    /// Folds single streams; begins anew after what was recorded changed.
    package var history: StreamHistory {
        let now = generation()
        if now != foldedGeneration {
            foldedGeneration = now
            folded.forget()
        }
        return folded
    }

    /// The read models; opened anew after a rebuild was put in place.
    package func views() throws(LogFailure) -> ViewReader {
        let now = generation()
        if let openViews, openViews.generation == now { return openViews.reader }
        let reader = try ViewReader(directory: directory)
        openViews = (now, reader)
        return reader
    }

    /// The read models that this program, with the flows that are declared, makes otherwise.
    func outdatedModels() throws -> [ViewName] {
        try views().outdated(try log.flowCatalogue())
    }
}

/// Where use cases look subjects up: a command's own transaction, or what a reader sees.
package protocol SubjectSource {
    /// A stream's state and version; the initial state when it has no events.
    func subject(of stream: StreamID) throws -> (state: SubjectState, version: StreamVersion)

    /// The stream that holds a unique key; nil when nobody does.
    func holder(of claim: ClaimKey) throws -> StreamID?
}

extension LedgerReader: SubjectSource {
    package func subject(of stream: StreamID) throws -> (
        state: SubjectState, version: StreamVersion
    ) {
        try history.subject(of: stream)
    }

    package func holder(of claim: ClaimKey) throws -> StreamID? {
        try log.holder(of: Claim(claim))
    }
}

extension CommandTransaction: SubjectSource {
    package func subject(of stream: StreamID) throws -> (
        state: SubjectState, version: StreamVersion
    ) {
        (try state(of: stream), try version(of: stream))
    }
}
