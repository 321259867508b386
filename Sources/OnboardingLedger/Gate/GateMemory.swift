import EventLog
import Onboarding
import Synchronization

/// What the gates know of the streams that were asked about lately, kept current by the log.
///
/// Whatever a command appended is known here before its caller is answered: a completion, a payment
/// that a webhook brought, an approval or a lapse shows at the very next look.
final class GateMemory: Sendable {
    private let facts: FactMemory<StreamID, GateEntry>
    /// Nil for a key that nobody holds.
    private let holders: FactMemory<Claim, StreamID?>
    private let catalogue = Mutex(FlowCatalogue.builtIn)

    init(heldMax: Int) {
        facts = FactMemory(heldMax: heldMax)
        holders = FactMemory(heldMax: heldMax)
    }

    var flows: FlowCatalogue { catalogue.withLock { $0 } }

    // MARK: The writer's side

    /// Takes in a stream that a batch changed; on the writer thread, once the log has committed.
    func note(_ stream: StreamID, _ version: StreamVersion, _ state: () -> SubjectState) {
        facts.change(stream) { GateEntry(facts: GateFacts(state()), version: version) }
        guard Self.keyedCategories.contains(stream.category) else { return }
        for key in state().gateKeys { holders.change(Claim(key)) { stream } }
    }

    /// Of streams that a gate finds by a unique key.
    private static let keyedCategories: [Substring] = ["profile", "tenant"]

    /// Forgets all, because streams were folded anew, or the log's end is in doubt. What is read
    /// from now on is read with `flows`.
    func forgetAll(flows: FlowCatalogue) {
        // First, so that whoever read the old ones is not kept.
        catalogue.withLock { $0 = flows }
        facts.forgetAll()
        holders.forgetAll()
    }

    // MARK: Who asks

    func entry(_ stream: StreamID) -> GateEntry? { facts.fact(stream) }

    /// Nil when it is not known who holds the key.
    func holder(_ claim: Claim) -> StreamID?? { holders.fact(claim) }

    // MARK: Who reads

    /// Reads a stream's facts and holds them unless a commit changed them meanwhile.
    func load(_ stream: StreamID, _ read: () throws -> GateEntry) rethrows -> GateEntry {
        let ticket = facts.beginLoading(stream)
        let entry = try read()
        facts.finishLoading(stream, ticket, entry)
        return entry
    }

    /// Reads who holds a key and remembers it, also that nobody does.
    func load(_ claim: Claim, _ read: () throws -> StreamID?) rethrows -> StreamID? {
        let ticket = holders.beginLoading(claim)
        let holder = try read()
        holders.finishLoading(claim, ticket, holder)
        return holder
    }

    /// How many streams are held.
    var count: Int { facts.count }
}

/// What is known of one stream.
struct GateEntry: Sendable, Hashable {
    /// Nil for a stream without events.
    var facts: GateFacts?
    var version: StreamVersion

    /// What is known of a stream that has no events.
    static let empty = GateEntry(facts: nil, version: .empty)
}
