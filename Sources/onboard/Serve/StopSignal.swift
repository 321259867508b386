import Dispatch
import Glibc
import Synchronization

/// Tells when the process is asked to stop (SIGTERM or SIGINT), as ordinary code on a queue.
final class StopSignal: Sendable {
    private let asked = AsyncStream<Int32>.makeStream(bufferingPolicy: .bufferingNewest(1))
    private let count = Atomic<Int>(0)

    /// - Parameters:
    ///   - onFirst: run for the first signal.
    ///   - onSecond: run for each one after it, from somebody who will not wait.
    init(
        onFirst: @escaping @Sendable () -> Void = {},
        onSecond: @escaping @Sendable () -> Void = { _exit(ExitCode.failed.rawValue) }
    ) {
        for number in [SIGTERM, SIGINT] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            // The closure keeps its own source, for as long as the process lasts.
            source.setEventHandler { [self] in
                take(number, onFirst, onSecond)
                _ = source
            }
            source.resume()
        }
    }

    /// On a queue, not within the signal: it may do what ordinary code does.
    private func take(_ number: Int32, _ onFirst: () -> Void, _ onSecond: () -> Void) {
        if count.add(1, ordering: .relaxed).newValue == 1 {
            onFirst()
            asked.continuation.yield(number)
        } else {
            onSecond()
        }
    }

    /// Returns once a signal has come, or the task is cancelled.
    func wait() async {
        for await _ in asked.stream { return }
    }
}
