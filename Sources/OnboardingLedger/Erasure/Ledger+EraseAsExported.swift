import EventLog
import Onboarding

extension Ledger {
    /// Reduces the ledger's events to what an export has of them; `finishRestore` scrubs the files.
    /// Takes turns with rebuilds, which may have read the events as they were.
    func eraseAsExported(_ lines: [ErasingAsExported.Removal]) async throws {
        try await rebuilds.turn.run {
            let losses = try await lane.performBetweenBatches { [memories, erasedLines] desk in
                defer { memories.forget(desk, isChanged: true) }
                return try ErasingAsExported(desk, try erasedLines.makeReader()).run(lines)
            }
            erasedLines.end(lines.map(\.line.event.position.rawValue), losses)
        }
    }

    /// Scrubs the files when that is not done yet, once nothing is rebuilt.
    func scrubInTurn() async throws {
        guard try await read({ try $0.log.isUnscrubbed() }) else { return }
        _ = try await rebuilds.turn.run { try await scrub() }
    }

    /// What remembers events and states beside the files.
    var memories: Memories {
        Memories(recent: recent, gates: gates, pools: readerPools, erasures: erasureGeneration)
    }

    /// What remembers events and states beside the files, for who changes events on the writer
    /// thread.
    struct Memories: Sendable {
        let recent: RecentSessions
        let gates: GateMemory
        let pools: [ReaderPool]
        let erasures: Generation

        /// Lets go of everything: what was read before is not sent, and no later answer may come
        /// from what is remembered.
        func forget(_ desk: WriterDesk, isChanged: Bool) {
            erasures.raise()
            guard isChanged else { return }
            recent.forgetAll()
            gates.forgetAll(flows: desk.views.catalogue)
            for pool in pools { pool.viewsWereReplaced() }
        }
    }
}
