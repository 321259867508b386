import OnboardingLedger
import Time

/// The server's own tasks, which no request asks for: jobs, and who wakes the streams.
final class Background: Sendable {
    /// Jobs run every minute of the server's clock.
    private static let intervalMilliseconds: Int64 = 60_000
    /// How often the clock, which dev mode can move, is looked at.
    private static let lookInterval = Duration.seconds(5)
    /// How often the ledger is asked to record what refusals it left out.
    private static let settleInterval = Duration.seconds(1)

    /// How often the provider's keys are looked at when there are some.
    private static let keysInterval = Duration.seconds(600)
    /// Not below the five seconds that a refresh then waits after the one before.
    private static let keysRetryInterval = Duration.seconds(6)

    private let core: APICore
    private let tasks = ServerTasks()

    init(_ core: APICore) { self.core = core }

    /// Begins all tasks; once.
    func start() {
        let core = core
        tasks.begin([
            { await Self.runJobs(core) }, { await core.watch.follow(core.ledger) },
            { await Self.beat(core) }, { await Self.retryEffects(core) },
            { await Self.refreshKeys(core) }, { await Self.settleRefusals(core) },
        ])
    }

    /// Ends the tasks and returns when they have.
    func stop() async { await tasks.end() }

    /// Does it, and again after each pause, until the task is cancelled.
    private static func every(
        _ interval: @autoclosure () -> Duration, _ body: () async -> Void
    ) async {
        while !Task.isCancelled {
            await body()
            do { try await Task.sleep(for: interval()) } catch { return }
        }
    }

    /// Looks every few seconds whether a minute of the server's clock has passed.
    private static func runJobs(_ core: APICore) async {
        var last: Timestamp?
        await every(lookInterval) {
            let now = core.clock.now()
            // A clock that was set back owes nothing for the time that it has again.
            if let last, abs(now - last) < intervalMilliseconds { return }
            last = now
            await runDueJobs(core)
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
        await every(provider.areKnown ? keysInterval : keysRetryInterval) {
            await provider.refresh(now: core.clock.now())
        }
    }

    /// Attempts what a stop cut short, at once, and then whatever is due again. A pause between two
    /// attempts is no shorter than the look at the clock is long.
    private static func retryEffects(_ core: APICore) async {
        await every(lookInterval) {
            do { try await core.effects.runDueEffects(now: core.ledger.now) } catch {
                core.log(LogLine(.warning, "effects wait", ["reason": .string("\(error)")]))
            }
        }
    }

    /// Lets the ledger count what was left out of the refusals (section 8).
    private static func settleRefusals(_ core: APICore) async {
        await every(settleInterval) { core.ledger.settleRefusals() }
    }

    /// Wakes every watched stream now and then, so that proxies keep it open.
    private static func beat(_ core: APICore) async {
        await every(Pulse.interval) { core.watch.beat() }
    }
}
