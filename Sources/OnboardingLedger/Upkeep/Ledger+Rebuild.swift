import EventLog
import Foundation
import ReadModels
import Time

/// What a rebuild did (contract L9).
public struct RebuildReport: Sendable, Hashable {
    /// How many events were folded.
    public let eventCount: Int64
    public let seconds: Double
    /// Each read model's rows and digest.
    public let views: [ViewReport]
    /// Each read model's rows and digest before.
    public let replaced: [ViewReport]

    public var eventsPerSecond: Double { seconds > 0 ? Double(eventCount) / seconds : 0 }
}

extension Ledger {
    /// Makes all read models anew from the log while everything goes on, then swaps them in.
    ///
    /// Readers see the old models until the new ones have caught up; a crash midway leaves the old.
    /// - Parameter progress: told how many of how many events are folded, on another thread.
    public func rebuild(progress: @escaping @Sendable (Int64, Int64) -> Void = { _, _ in })
        async throws -> RebuildReport
    {
        try await rebuildTurn.run { try await rebuildNow(progress) }
    }

    private func rebuildNow(_ progress: @escaping @Sendable (Int64, Int64) -> Void) async throws
        -> RebuildReport
    {
        let (directory, readers) = (directory, readers)
        let start = ContinuousClock.now
        let pool = ThreadPool<Void>(name: "rebuild", threadCount: 1, queuedMax: 1) {}
        defer { pool.finish() }
        let rebuilt = try await pool.run { _ in
            let rebuild = ViewRebuild(directory: directory, upcasting: .domain)
            _ = try rebuild.run(progress: progress)
            return FinishedRebuild(rebuild)
        }
        let (before, after) = try await lane.performOnViews { [readers, analysts, gates] views in
            let before = views.report
            // On the writer thread: no later command may be answered while readers still look at
            // the old models (contract L5).
            defer {
                gates.forgetAll(flows: views.catalogue)
                readers.viewsWereReplaced()
                analysts.viewsWereReplaced()
            }
            try views.adopt(rebuilt.rebuild)
            return (before, views.report)
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        return RebuildReport(
            eventCount: rebuilt.rebuild.checkpoint, seconds: seconds, views: after,
            replaced: before)
    }

    /// The rows and digests that the read models carry now.
    public func viewReports() async throws -> [ViewReport] {
        try await read { try $0.views().reports() }
    }
}

/// A finished rebuild on its way from the thread that made it to the writer's.
///
/// `@unchecked Sendable`: the first thread is done with it before the second gets it.
private final class FinishedRebuild: @unchecked Sendable {
    let rebuild: ViewRebuild

    init(_ rebuild: ViewRebuild) { self.rebuild = rebuild }
}
