import EventLog
import Onboarding
import OnboardingLedger
import Time

/// Makes a ledger full of sign-ups straight through the log's writer, a thousand events a commit:
/// some two thousand people are on their way at any time, so that streams interleave as they do.
struct SampleLedger {
    private static let openMax = 2000
    private static let start = Timestamp(milliseconds: 1_780_000_000_000)

    private var random = SampleRandom(seed: 2026)
    private var open: [SampleSignUp] = []
    private var startedCount = 0
    private var now = Self.start

    /// Appends at least `eventCount` events to a new ledger in `directory`; answers how many.
    static func make(in directory: DataDirectory, eventCount: Int) throws -> Int {
        try directory.create()
        var sample = SampleLedger()
        return try sample.fill(directory, eventCount: eventCount)
    }

    /// Appends at least `eventCount` events of people who are not in the ledger yet; answers how
    /// many.
    static func append(to directory: DataDirectory, eventCount: Int) throws -> Int {
        var sample = SampleLedger()
        sample.random = SampleRandom(seed: 2027)
        sample.startedCount = 1 << 30
        return try sample.fill(directory, eventCount: eventCount)
    }

    private mutating func fill(_ directory: DataDirectory, eventCount: Int) throws -> Int {
        let writer = try LogWriter(directory: directory)
        let before = writer.headPosition.rawValue
        now = max(now, writer.headRecordedAt)
        while writer.headPosition.rawValue < before + Int64(eventCount) {
            try writer.begin()
            try appendBatch(writer)
            try writer.commit()
            try writer.checkpointNowAndThen()
        }
        try writer.checkpointAll()
        return Int(writer.headPosition.rawValue - before)
    }

    /// The requests of the next thousand events.
    private mutating func appendBatch(_ writer: LogWriter) throws {
        let last = writer.headPosition.rawValue + 1000
        while writer.headPosition.rawValue < last {
            let request = try nextRequest()
            writer.beginCommand()
            _ = try writer.append(
                request.appends, metadata: request.metadata, recordedAt: request.time
            ) { _, _, _, _ in }
            try writer.keepCommand()
        }
    }

    /// What the next person to do something does.
    mutating func nextRequest() throws -> SampleRequest {
        while true {
            now = now.adding(milliseconds: Int64(random.below(40)))
            if open.count < Self.openMax {
                open.append(SampleSignUp(startedCount, at: now, &random))
                startedCount += 1
            }
            let index = random.below(open.count)
            if let appends = try open[index].next(at: now, &random) {
                let facts = SamplePerson.facts(requestID: random.uuid(at: now).text)
                let actor = open[index].actor
                return SampleRequest(
                    appends: appends, metadata: facts.metadata(actor.kind, actor.id), time: now)
            }
            open.swapAt(index, open.count - 1)
            open.removeLast()
        }
    }
}

/// What one request appends, who asked for it, and when.
struct SampleRequest {
    let appends: [StreamAppend]
    let metadata: EventMetadata
    let time: Timestamp
}
