import CSystem
import Dispatch
import Glibc
import Synchronization

/// Tells when the process is asked to stop (SIGTERM, SIGINT, or SIGHUP, which a closed terminal
/// sends, unless it was started to ignore that), as ordinary code on a queue.
///
/// One for a process. Until there is one a signal ends the process; from then on none is lost, for
/// it is counted before anybody listens. Where there is no descriptor left to count with, signals
/// go on ending the process, which the ledger survives as it does any kill.
final class StopSignal: Sendable {
    private let asked = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    private let count = Atomic<Int>(0)

    /// - Parameters:
    ///   - onFirst: run for the first signal.
    ///   - onSecond: run for each one after it, from somebody who will not wait.
    init(
        onFirst: @escaping @Sendable () -> Void = {},
        onSecond: @escaping @Sendable () -> Void = { _exit(ExitCode.failed.rawValue) }
    ) {
        let counter = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard counter >= 0 else { return }
        for number in [SIGTERM, SIGINT, SIGHUP] {
            if number == SIGHUP, onboard_ignores_signal(number) { continue }
            let isCaught = onboard_catch_signal(number, counter) == 0
            precondition(isCaught, "all three signals can be caught (sigaction(2))")
        }
        let source = DispatchSource.makeReadSource(fileDescriptor: counter, queue: .global())
        // The closure keeps its own source, for as long as the process lasts.
        source.setEventHandler { [self] in
            for _ in 0..<Self.take(counter) { take(onFirst, onSecond) }
            _ = source
        }
        source.resume()
    }

    /// How many signals came since it was asked last.
    private static func take(_ counter: Int32) -> UInt64 {
        var came: eventfd_t = 0
        return unsafe eventfd_read(counter, &came) == 0 ? came : 0
    }

    /// On a queue, not within the signal: it may do what ordinary code does.
    private func take(_ onFirst: () -> Void, _ onSecond: () -> Void) {
        if count.add(1, ordering: .relaxed).newValue == 1 {
            onFirst()
            asked.continuation.yield(())
        } else {
            onSecond()
        }
    }

    /// Returns once a signal has come, or the task is cancelled.
    func wait() async {
        for await _ in asked.stream { return }
    }
}
