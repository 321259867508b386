import Digest
import EventLog
import Onboarding
import ReadModels
import Time

/// What a command may do while it runs: read states, append, hold claims, use the vault.
///
/// On the writer thread, inside the batch's transaction: nothing else happens between its reads and
/// its appends, and if it throws, nothing of it happened.
package final class CommandTransaction {
    let log: LogWriter
    private let views: ViewWriter
    private let storedVault: Vault
    private let effectQueue: EffectQueue
    private let clock: CommandClock
    /// How built-in flows give out variants.
    private let variants: [String: [String: Int]]
    private var generator = RandomBytes()
    /// True once the command wrote something.
    private var isBegun = false
    /// True while a transaction is open.
    private(set) var hasBatch = false
    /// The streams that the batch's commands append to.
    private(set) var changedStreams: [StreamID] = []
    /// True after an append was refused: what it wrote before that must go.
    private var isSpoiled = false

    init(
        log: LogWriter, views: ViewWriter, clock: CommandClock,
        variants: [String: [String: Int]]
    ) throws(LogFailure) {
        (self.log, self.views) = (log, views)
        (self.clock, self.variants) = (clock, variants)
        storedVault = try log.makeVault()
        effectQueue = try log.makeEffectQueue()
        now = clock.now(after: log.headRecordedAt)
    }

    /// The command's time: the same for everything that it does.
    ///
    /// Never before the last event, also when the clock was set back: what a decision and a fold
    /// take for the present is what the log records.
    package private(set) var now: Timestamp

    /// An id of the command's own time, with 74 random bits.
    package func freshID() -> UUIDv7 {
        UUIDv7(at: now, random: (generator.next(), generator.next()))
    }

    /// 64 random bits.
    package func freshNumber() -> UInt64 { generator.next() }

    // MARK: Reading

    /// The state that a stream's events add up to; the initial one when there are none.
    package func state(of stream: StreamID) throws -> SubjectState {
        let isEmpty = try log.version(of: stream) == .empty
        return isEmpty ? views.emptyState(of: stream) : try views.state(of: stream)
    }

    /// The flows as they are declared.
    package var flows: FlowCatalogue { views.catalogue }

    /// With what this command and the batch's earlier ones appended.
    package func version(of stream: StreamID) throws -> StreamVersion {
        try log.version(of: stream)
    }

    /// A stream's events behind a version, as they were before this batch.
    package func committedEvents(of stream: StreamID, after version: StreamVersion = .empty) throws
        -> [RecordedEvent]
    {
        try views.committedEvents(of: stream, after: version)
    }

    /// The stream that holds a unique key.
    package func holder(of claim: ClaimKey) throws -> StreamID? {
        try log.holder(of: Claim(claim))
    }

    // MARK: Writing

    /// Appends to one or several streams, all or nothing; the views show it at once.
    ///
    /// - Throws: `AppendRejection` when a version or claim says no, `LogFailure` when storage does;
    ///   the command must then throw too.
    @discardableResult
    package func append(
        _ appends: [StreamAppend], metadata: EventMetadata,
        deduplicationKey: DeduplicationKey? = nil
    ) throws -> AppendReceipt {
        if metadata.actor.kind == .job { try requireNoRestore() }
        let (spared, metadata) = try withoutErased(appends, metadata)
        let given = GivenVariants(views.catalogue, variants, asked: metadata.variant)
        let appends = try given.giving(spared) { try log.version(of: $0) == .empty }
        try beginWriting()
        var foldFailure: (any Error)?
        do {
            let receipt = try log.append(
                appends, metadata: metadata, recordedAt: now, deduplicationKey: deduplicationKey
            ) { streamID, version, stream, event in
                do {
                    try views.apply(
                        event, to: stream, streamID: streamID, version: version, recordedAt: now)
                } catch { foldFailure = foldFailure ?? error }
            }
            if let foldFailure { throw foldFailure }
            changedStreams += appends.map(\.stream)
            return receipt
        } catch let failure as AppendFailure {
            isSpoiled = true
            throw failure.cause
        }
    }

    /// Puts an exported event back as it was recorded, checking its hash; nothing is made up.
    /// What was taken once for ever stays so.
    package func restore(
        _ event: RecordedEvent, claims: [EventLog.ClaimChange], deduplicationKey: DeduplicationKey?
    ) throws {
        try beginWriting()
        let streamID = try log.restore(event, claims: claims, deduplicationKey: deduplicationKey)
        changedStreams.append(event.stream)
        try views.apply(
            NewEvent(event), to: event.stream, streamID: streamID, version: event.version.rawValue,
            recordedAt: event.recordedAt)
    }

    /// What an earlier append under this key did; nil when there was none.
    package func firstPositions(_ key: DeduplicationKey) throws -> ClosedRange<GlobalPosition>? {
        do { return try log.firstPositions(key) } catch { throw error.cause }
    }

    /// The vault, for reading; writing goes through `writeVault`.
    package func vaultValue(_ space: VaultSpace, _ key: [UInt8]) throws -> [UInt8]? {
        try storedVault.value(space, key, now: now)
    }

    /// Lends the vault for writing; what is written stands or falls with the command.
    package func writeVault(_ body: (Vault) throws -> Void) throws {
        try beginWriting()
        try body(storedVault)
    }

    /// An event as it was before this batch.
    package func committedEvent(at position: GlobalPosition) throws -> RecordedEvent? {
        try views.committedEvent(at: position)
    }

    /// An effect that is not over yet; writing goes through `writeEffects`.
    package func queuedEffect(_ key: EffectKey) throws -> QueuedEffect? {
        try effectQueue.effect(key)
    }

    /// Lends the effects' queue for writing; what is written stands or falls with the command.
    package func writeEffects(_ body: (EffectQueue) throws -> Void) throws {
        try beginWriting()
        try body(effectQueue)
    }

    // MARK: The lane's side

    /// Takes the next command's time; nothing is written yet.
    func begin() {
        now = clock.now(after: log.headRecordedAt)
        isSpoiled = false
    }

    /// After a commit, or a batch that was undone.
    func forgetBatch() {
        hasBatch = false
        changedStreams.removeAll(keepingCapacity: true)
    }

    /// Lets what the command wrote stand, for the batch's commit.
    func keep() throws(LogFailure) {
        precondition(!isSpoiled, "a command whose append was refused throws")
        guard isBegun else { return }
        isBegun = false
        views.keepCommand()
        try log.keepCommand()
    }

    /// Undoes what the command wrote, in the log and in the views.
    func drop() throws(LogFailure) {
        guard isBegun else { return }
        isBegun = false
        views.dropCommand()
        try log.dropCommand()
    }

    /// Forgets a command whose transaction SQLite has undone.
    func forgetCommand() { isBegun = false }

    /// Opens the batch with its first write and the command with its own: commands that write
    /// nothing cost no transaction.
    private func beginWriting() throws(LogFailure) {
        if !hasBatch {
            try log.begin()
            hasBatch = true
        }
        if !isBegun {
            log.beginCommand()
            isBegun = true
        }
    }
}
