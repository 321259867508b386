import EventLog
import Onboarding
import ReadModels

/// Where a gate learns what it needs to know.
protocol GateSource {
    /// What is known of a stream; the empty entry when it has no events.
    func entry(_ stream: StreamID) throws -> GateEntry
    /// The stream that holds a unique key; nil when nobody does.
    func holder(_ key: ClaimKey) throws -> StreamID?
}

/// Something is not held in memory and must be read.
struct GateMiss: Error {}

/// Memory alone; throws `GateMiss`.
struct RememberedFacts: GateSource {
    let memory: GateMemory

    func entry(_ stream: StreamID) throws -> GateEntry {
        guard let entry = memory.entry(stream) else { throw GateMiss() }
        return entry
    }

    func holder(_ key: ClaimKey) throws -> StreamID? {
        guard let holder = memory.holder(Claim(key)) else { throw GateMiss() }
        return holder
    }
}

/// Memory, and the log for what it lacks; on a reader thread.
struct LoadedFacts: GateSource {
    let memory: GateMemory
    let reader: LedgerReader

    func entry(_ stream: StreamID) throws -> GateEntry {
        if let known = memory.entry(stream) { return known }
        return try memory.load(stream) { try reader.gateEntry(stream) }
    }

    func holder(_ key: ClaimKey) throws -> StreamID? {
        let claim = Claim(key)
        if let known = memory.holder(claim) { return known }
        return try memory.load(claim) { try reader.log.holder(of: claim) }
    }
}

/// The log alone, for a program beside the one that has the ledger open.
struct RecordedFacts: GateSource {
    let reader: LedgerReader

    func entry(_ stream: StreamID) throws -> GateEntry { try reader.gateEntry(stream) }

    func holder(_ key: ClaimKey) throws -> StreamID? { try reader.log.holder(of: Claim(key)) }
}

extension LedgerReader {
    fileprivate func gateEntry(_ stream: StreamID) throws -> GateEntry {
        let (state, version) = try history.subject(of: stream)
        return version == .empty ? .empty : GateEntry(facts: GateFacts(state), version: version)
    }
}
