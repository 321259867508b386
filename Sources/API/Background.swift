import HTTPServer
import OnboardingLedger
import Synchronization
import Time

// The only unstructured tasks of this room.

/// Runs a stream's producer so that it ends when its peer or the server does, whatever it waits
/// for.
enum StreamTask {
    /// Returns when `body` has ended.
    static func run(_ writer: HTTPBodyWriter, _ body: @escaping @Sendable () async -> Void) async {
        let task = Task { await body() }
        writer.onClose { task.cancel() }
        await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
    }

    /// A body that breaks off when something fails on the way, so that nobody takes half of it for
    /// all.
    ///
    /// - Parameter name: what it is, for the log.
    static func body(
        _ name: String, _ core: APICore,
        _ send: @escaping @Sendable (HTTPBodyWriter) async throws -> Void
    ) -> HTTPBody {
        .stream { writer in
            await run(writer) {
                do {
                    try await send(writer)
                } catch is HTTPStreamClosed {
                    return
                } catch {
                    core.log(
                        LogLine(.warning, "\(name) ended", ["reason": .string("\(error)")]))
                    writer.breakOff()
                }
            }
        }
    }
}

/// Runs what many wait for, whoever of them gives up.
enum EverybodysTask {
    /// Returns at once; nothing cancels `body`.
    static func begin(_ body: @escaping @Sendable () async -> Void) {
        Task.detached { await body() }
    }
}

/// The server's own tasks, which no request asks for: jobs, and who wakes the streams.
final class Background: Sendable {
    /// Jobs run every minute of the server's clock.
    private static let intervalMilliseconds: Int64 = 60_000
    /// How often the clock, which dev mode can move, is looked at.
    private static let lookInterval = Duration.seconds(5)
    /// Proxies close what is silent for a minute or less.
    private static let beatInterval = Duration.seconds(15)

    /// A subject is at rest after a second, and then told about.
    private static let settleInterval = Duration.seconds(1)

    /// How often the provider's keys are looked at when there are some.
    private static let keysInterval = Duration.seconds(600)
    /// Not below the minute that a refresh waits after the one before.
    private static let keysRetryInterval = Duration.seconds(61)

    private let core: APICore
    private let tasks = Mutex<[Task<Void, Never>]>([])

    init(_ core: APICore) { self.core = core }

    /// Begins all tasks; once.
    func start() {
        let core = core
        let started = [
            Task { await Self.runJobs(core) }, Task { await core.watch.follow(core.ledger) },
            Task { await Self.beat(core) }, Task { await Self.retryEffects(core) },
            Task { await Self.refreshKeys(core) }, Task { await Self.settleRefusals(core) },
            Task { await OwnThread.run { PageShelf.fill() } },
        ]
        tasks.withLock { $0 = started }
    }

    /// Ends the tasks and returns when they have.
    func stop() async {
        let running = tasks.withLock { tasks in
            defer { tasks = [] }
            return tasks
        }
        for task in running { task.cancel() }
        for task in running { await task.value }
    }

    /// Looks every few seconds whether a minute of the server's clock has passed.
    private static func runJobs(_ core: APICore) async {
        var last: Timestamp?
        while !Task.isCancelled {
            let now = core.clock.now()
            if last.map({ now - $0 >= intervalMilliseconds }) ?? true {
                last = now
                await runDueJobs(core)
            }
            do { try await Task.sleep(for: lookInterval) } catch { return }
        }
    }

    /// What fails is told to the log; the next minute tries again.
    private static func runDueJobs(_ core: APICore) async {
        let id = RequestIdentity.id(nil, clock: core.clock)
        do { try await DueJobs.run(core, requestID: id) } catch {
            core.log(
                LogLine(.warning, "jobs failed", requestID: id, ["reason": .string("\(error)")]))
        }
    }

    /// Loads the identity provider's keys now and then, so that one that it took back stops working
    /// within minutes; sooner when there are none yet.
    private static func refreshKeys(_ core: APICore) async {
        guard let provider = core.authenticator.verifier.provider else { return }
        while !Task.isCancelled {
            await provider.refresh(now: core.clock.now())
            let interval = provider.areKnown ? keysInterval : keysRetryInterval
            do { try await Task.sleep(for: interval) } catch { return }
        }
    }

    /// Attempts what a stop cut short, at once, and then whatever is due again. A pause between two
    /// attempts is no shorter than the look at the clock is long.
    private static func retryEffects(_ core: APICore) async {
        while !Task.isCancelled {
            do { try await core.effects.runDueEffects(now: core.clock.now()) } catch {
                core.log(LogLine(.warning, "effects wait", ["reason": .string("\(error)")]))
            }
            do { try await Task.sleep(for: lookInterval) } catch { return }
        }
    }

    /// Lets the ledger count what was left out of the refusals (section 8).
    private static func settleRefusals(_ core: APICore) async {
        while !Task.isCancelled {
            core.ledger.settleRefusals()
            do { try await Task.sleep(for: settleInterval) } catch { return }
        }
    }

    /// Wakes every watched stream now and then, so that proxies keep it open.
    private static func beat(_ core: APICore) async {
        while !Task.isCancelled {
            do { try await Task.sleep(for: beatInterval) } catch { return }
            core.watch.beat()
        }
    }
}
