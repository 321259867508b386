import EventLog
import Onboarding
import ReadModels
import Synchronization
import Time

/// How a ledger is opened.
public struct LedgerOptions: Sendable {
    /// Where the files are; made when it is not there.
    public var directory: DataDirectory
    /// What time it is, for everything that the ledger does.
    public var clock: any WallClock
    /// Commands that may wait; one more is refused with `overloaded`.
    public var queuedCommandsMax = 4096
    /// Threads for short reads, at least one; one more takes long ones, one those that walk the
    /// log, and two the questions that may.
    public var readerCount = 2
    /// Streams whose facts the gates hold in memory; some 250 bytes each.
    public var gateStreamsMax = 200_000
    /// How built-in flows give out the variants of experiments, by the flow's id: each variant with
    /// its weight. For subjects that begin from now on and bring none themselves, and what the
    /// split of an experiment is held against (contract D4).
    public var variants: [String: [String: Int]] = [:]
    /// What holds the directory, for whoever finds it locked.
    public var purpose = "onboard"
    /// Told, on a thread of its own, why a `rebuild` or a `verification` came to nothing, whoever
    /// began it; not of one that a stop ended.
    public var workFailed: @Sendable (_ work: String, _ error: any Error) -> Void = { _, _ in }

    /// Options as they stand, for a directory and a clock.
    public init(directory: DataDirectory, clock: any WallClock = SystemClock()) {
        self.directory = directory
        self.clock = clock
    }
}

/// An onboarding ledger: an event log, the read models folded from it, and the use cases on both.
///
/// One process has a directory open for writing at a time. All methods may be called from any task;
/// commands run one after the other on the writer's thread and answer once they are durable, reads
/// run on a few threads of their own and see what was committed when they began. So no method but
/// `init` and `close` blocks its caller's thread. What fails in storage is thrown as `LogFailure`;
/// use cases throw their own rejections beside it.
///
/// Close a ledger that is done with: until then its threads and files stay, also when nothing
/// refers to it any more. What the use cases take is what somebody submitted: check it first, as
/// the server does, with `Fields` and `EmailAddress.validated`.
public final class Ledger: Sendable {
    /// Where the files are.
    public let directory: DataDirectory
    /// What time it is, for everything that the ledger does.
    public let clock: any WallClock
    private let commandClock: CommandClock
    /// Wakes whoever follows the log.
    public let bell: Bell

    /// How built-in flows give out variants: what an experiment's split is held against.
    let variants: [String: [String: Int]]
    package let secrets: DerivedSecrets
    let lane: CommandLane
    let recent = RecentSessions()
    let readers: ReaderPool
    /// Takes the reads that may take long, so that short ones never wait behind them.
    let auditors: ReaderPool
    /// Takes the reads that walk all of the log, so that a page of an audit never waits for them.
    let walkers: ReaderPool
    /// Takes the questions that may, so that jobs and erasures never wait for them.
    let analysts: ReaderPool
    let passwords: ThreadPool<Void>
    /// Check what is sent by a declared flow's schemas, which may take a while.
    let checkers: ThreadPool<Void>
    let journeys: Journeys
    let frictions = Frictions()
    let gates: GateMemory
    /// Counts the erasures of this process.
    let erasureGeneration = Generation()
    /// What an export that is being taken in lacks of the ledger's events.
    let erasedLines: ErasedLines
    /// Requests with one idempotency key come one after the other.
    let keyTurns = KeyedTurns<[UInt8]>()
    let rebuilds: LongWork<RebuildRequest, RebuildPhase, RebuildReport>
    let verifications: LongWork<VerificationRequest, VerificationPhase, VerificationOutcome>
    let auditing: AuditFollower
    let snapshots: Snapshots
    let refusals: RefusalBook
    private let lock: Mutex<HeldLock>

    /// Opens the ledger, making it when there is none, and brings the read models up to date;
    /// blocks until then.
    ///
    /// - Parameter progress: told how many of how many events are folded while that takes.
    /// - Throws: `inUse`, `notWritable`, `newerFormat`, `anchorMismatch`, `damaged`.
    public init(
        _ options: LedgerOptions, progress: @escaping @Sendable (Int64, Int64) -> Void = { _, _ in }
    ) throws(LogFailure) {
        directory = options.directory
        erasedLines = ErasedLines(options.directory)
        clock = options.clock
        commandClock = CommandClock(options.clock)
        variants = options.variants
        rebuilds = LongWork("rebuild", failed: options.workFailed)
        verifications = LongWork("verification", failed: options.workFailed)
        try directory.create()
        let held = HeldLock(try DirectoryLock.acquire(directory, purpose: options.purpose))
        let openedAt = options.clock.now()
        gates = GateMemory(heldMax: options.gateStreamsMax)
        do {
            lane = try CommandLane(
                directory: directory, upcasting: .domain, clock: commandClock,
                queuedMax: options.queuedCommandsMax, variants: options.variants,
                recent: recent, gates: gates,
                progress: progress)
        } catch { throw LogFailure(carrying: error) }
        bell = lane.opened.bell
        LedgerSnapshot.removeLeftovers(in: directory)
        refusals = RefusalBook(lane: lane, clock: commandClock)
        secrets = DerivedSecrets(serverKey: lane.opened.serverKey)
        auditing = AuditFollower(directory: directory, bell: lane.opened.bell)
        readers = ReaderPool(
            directory: directory, threadCount: max(1, options.readerCount), recent: recent,
            auditTail: auditing.tail)
        auditors = ReaderPool(directory: directory, threadCount: 1, auditTail: auditing.tail)
        walkers = ReaderPool(directory: directory, threadCount: 1, auditTail: auditing.tail)
        // Two, so that where the people of a long list went is looked up beside other questions.
        analysts = ReaderPool(directory: directory, threadCount: 2, auditTail: auditing.tail)
        passwords = ThreadPool(name: "password", threadCount: 2, queuedMax: 128) {}
        checkers = ThreadPool(name: "checker", threadCount: 2, queuedMax: 128) {}
        journeys = Journeys()
        snapshots = Snapshots()
        lock = Mutex(held)
        noteStart(openedAt)
    }

    /// The time that a command would decide by: the clock's, unless it is behind the log.
    public var now: Timestamp { commandClock.now }

    /// Finishes what was accepted and closes the files; blocks until then.
    ///
    /// Readers first, then the writer, whose last act is to empty the write-ahead log. A rebuild
    /// or verification that runs ends without a result.
    public func close() {
        endLongWork()
        auditing.close()
        snapshots.close()
        passwords.close()
        checkers.close()
        for pool in readerPools { pool.close() }
        journeys.keepAll(in: lane)
        refusals.settle(isLast: true)
        lane.close()
        lock.withLock { $0.release() }
    }

    /// Ends the rebuild and the verification that run, without a result, and begins none any more;
    /// blocks until then.
    package func endLongWork() {
        rebuilds.close()
        verifications.close()
    }

    /// Why the ledger accepts no commands; nil while it does. `moved` is over once the log's file
    /// is back in its place; anything else ends with a restart.
    public var failure: LogFailure? { lane.failure }

    /// Reads a little of the log and of the read models, as any question does.
    ///
    /// - Throws: what a reader is told where the files cannot be read.
    public func checkReads() async throws {
        try await read { reader in
            _ = try reader.log.head()
            _ = try reader.views().reports()
        }
    }

    /// How many commands wait for the writer.
    public var queuedCommandCount: Int { lane.queuedCount }

    /// Runs a command on the writer thread, inside one transaction.
    package func perform<R: Sendable>(
        _ body: @escaping @Sendable (CommandTransaction) throws -> R
    ) async throws -> R {
        try await lane.perform(body)
    }

    /// Runs a read on a reader thread.
    package func read<R: Sendable>(_ body: @escaping @Sendable (LedgerReader) throws -> R)
        async throws -> R
    {
        try await readers.run(body)
    }

    /// Runs a read that may take some milliseconds, or as long as a stream is, on a thread for such
    /// reads; given up when who asked has gone.
    package func readAtLength<R: Sendable>(
        _ body: @escaping @Sendable (LedgerReader) throws -> R
    ) async throws -> R {
        try await auditors.runWhileWanted(body)
    }

    /// Runs a read that may walk all of the log and must come to its end, as a job's, on a thread
    /// for such reads.
    package func readThroughout<R: Sendable>(
        _ body: @escaping @Sendable (LedgerReader) throws -> R
    ) async throws -> R {
        try await walkers.run(body)
    }

    /// Runs a question that may walk all of the log, on a thread for those; given up when who asked
    /// has gone.
    package func readWhileWanted<R: Sendable>(
        _ body: @escaping @Sendable (LedgerReader) throws -> R
    ) async throws -> R {
        try await analysts.runWhileWanted(body)
    }

    /// All whose readers have the views' file open.
    var readerPools: [ReaderPool] { [readers, auditors, walkers, analysts] }
}

/// The directory's lock while the ledger is open.
private struct HeldLock: ~Copyable {
    private var lock: DirectoryLock?

    init(_ lock: consuming DirectoryLock) { self.lock = consume lock }

    mutating func release() { lock = nil }
}
