import EventLog
import JSON
import OnboardingLedger
import ReadModels

/// What the ledger says about the people who were played; nothing of it comes from the player.
struct DemoFacts: Sendable, Equatable {
    /// How many events and streams the ledger has.
    private(set) var events = 0
    private(set) var streams = 0
    /// How often each type of event came.
    private(set) var counts: [String: Int] = [:]
    /// The same without the users whom a sign-up made: paying for one begins a membership, too.
    private var countsBesideSignUps: [String: Int] = [:]
    /// How many streams each category has.
    private(set) var categories: [String: Int] = [:]
    /// The stream of the person whose story is told.
    private(set) var heroStream: StreamID

    /// - Throws: when the one whose story is told has left no session.
    init(_ reader: LedgerReader, heroEmail: String) throws {
        var query = ViewReader.Query()
        query.text = heroEmail
        guard let row = try reader.views().list(.session, query).rows.last,
            let stream = StreamID(row.name)
        else { throw CommandFailure.demo("\(heroEmail) has no session in the read model") }
        heroStream = stream
        var (seen, signedUp): (Set<Int64>, Set<Int64>) = ([], [])
        let head = try reader.log.head().position.rawValue
        try reader.log.scanTimes(after: 0, through: head) { row in
            events += 1
            if seen.insert(row.streamID).inserted {
                categories[String(try reader.log.stream(row.streamID).category), default: 0] +=
                    1
            }
            let type = try reader.log.type(row.typeID).name
            counts[type, default: 0] += 1
            if type == "ProfileCreated" { signedUp.insert(row.streamID) }
            if !signedUp.contains(row.streamID) { countsBesideSignUps[type, default: 0] += 1 }
            return true
        }
        streams = seen.count
    }

    /// 0 for a type that never came.
    func count(_ type: String) -> Int { counts[type] ?? 0 }

    /// How often an event came to people who did not sign up.
    func countBesideSignUps(_ type: String) -> Int { countsBesideSignUps[type] ?? 0 }
}
