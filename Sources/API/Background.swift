import OnboardingLedger
import Synchronization
import Time

/// The server's own tasks, which no request asks for; the only unstructured ones of this room.
final class Background: Sendable {
    /// Jobs run every minute of the server's clock.
    private static let intervalMilliseconds: Int64 = 60_000
    /// How often the clock, which dev mode can move, is looked at.
    private static let lookInterval = Duration.seconds(5)

    private let core: APICore
    private let task = Mutex<Task<Void, Never>?>(nil)

    init(_ core: APICore) { self.core = core }

    func start() {
        let core = core
        let started = Task { await Self.work(core) }
        task.withLock { $0 = started }
    }

    /// Ends the tasks and returns when they have.
    func stop() async {
        let running = task.withLock { task in
            defer { task = nil }
            return task
        }
        running?.cancel()
        await running?.value
    }

    private static func work(_ core: APICore) async {
        var last: Timestamp?
        while !Task.isCancelled {
            let now = core.clock.now()
            if last.map({ now - $0 >= intervalMilliseconds }) ?? true {
                last = now
                await runJobs(core)
            }
            do { try await Task.sleep(for: lookInterval) } catch { return }
        }
    }

    private static func runJobs(_ core: APICore) async {
        let id = RequestIdentity.id(nil, clock: core.clock)
        do { try await DueJobs.run(core, requestID: id) } catch {
            core.log(
                LogLine(.warning, "jobs failed", requestID: id, ["reason": .string("\(error)")]))
        }
    }
}
