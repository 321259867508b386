import EventLog

extension Ledger {
    /// A consistent copy of the log as it is now, made while everything goes on; no command waits
    /// for it. It takes as much of the disk as the log for as long as the value is held.
    ///
    /// - Throws: `WorkIsRunning` while another one is made or held; `LogFailure` when the disk is
    ///   full.
    package func snapshot() async throws -> LedgerSnapshot {
        try await snapshots.make(of: directory)
    }

    /// A piece of a copy; empty at its end.
    package func bytes(of snapshot: LedgerSnapshot, from start: Int64, count: Int) async throws
        -> [UInt8]
    {
        try await snapshots.read(snapshot, from: start, count: count)
    }
}
