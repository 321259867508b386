import Digest
import EventLog
import JSON
import Onboarding
import ReadModels

/// What an erasure takes out of which events; worked out from what the log holds at that moment.
struct ErasurePlan {
    /// The events that lose something, as they are to be.
    private(set) var events: [RecordedEvent] = []
    /// The streams that lose something, and how much.
    private(set) var streams: [StreamID: PersonalDataErased.Extent] = [:]
    /// The streams of others in which one of the person's emails stood; what else they hold stays.
    private(set) var mentionedIn: Set<StreamID> = []
    /// Keys that the person's streams may hold and must give up.
    private(set) var claims: [ClaimKey] = []
    private(set) var words: PersonalWords
    private let traces: PersonTraces

    init(_ traces: PersonTraces, _ log: LogReader) throws {
        self.traces = traces
        words = PersonalWords(emails: traces.emails)
        let own = try traces.streams.sorted { $0.name < $1.name }.flatMap { stream in
            try log.events(of: stream, limit: .max)
        }
        for event in own {
            words.learn(from: event)
            words.learn(ErasablePayload.erasableTexts(of: event))
        }
        claims = Self.claims(traces.emails)
        let payload = ErasablePayload(words: words, attributes: try Self.attributes(log))
        for event in own {
            // What tells of an erasure is no data of the person.
            if event.type.name == EventKind.personalDataErased.rawValue { continue }
            add(event, payload.remains(ofOwn: event), .all)
        }
        try addOthers(log, payload)
        events.sort { $0.position < $1.position }
    }

    /// Takes the person's emails out of others' events, what was told of them alone, and the origin
    /// out of those that the person caused.
    private mutating func addOthers(_ log: LogReader, _ payload: ErasablePayload) throws {
        for position in traces.mentions.union(traces.origins).union(traces.deliveries) {
            // A stream may have turned out to be the person's after an event of it was noted.
            guard let event = try log.event(at: GlobalPosition(rawValue: position)),
                !traces.streams.contains(event.stream)
            else { continue }
            var remains = payload.remains(ofOther: event)
            // What a team's own form says is no data of a person, and must stay a form.
            if event.stream.category == DeclaredFlows.category,
                event.type.name == DeclaredFlows.eventType.name
            {
                remains.data = event.data
            }
            if traces.mentions.contains(position), remains != EventRemains(of: event),
                !ErasureSubject.isImpersonal(event.stream)
            {
                mentionedIn.insert(event.stream)
            }
            if traces.deliveries.contains(position) { remains.personal = nil }
            // Where another person's data is covered together with the origin, both stay.
            if traces.origins.contains(position) && event.personal == nil { remains.origin = nil }
            add(event, remains, .part)
        }
    }

    /// Adds an event that loses something.
    private mutating func add(
        _ event: RecordedEvent, _ remains: EventRemains, _ extent: PersonalDataErased.Extent
    ) {
        guard remains != EventRemains(of: event) else { return }
        events.append(Self.readable(event, remains))
        streams[event.stream] = extent
    }

    /// The event with what remains of it or, should its codec not read that, without anything
    /// personal and with its data as it was: an event that cannot be read would stop its stream,
    /// and no read model could be folded from the log. What is erasable in data is marked by the
    /// schemas such that no type's codec comes to that.
    private static func readable(_ event: RecordedEvent, _ remains: EventRemains) -> RecordedEvent {
        let left = event.leaving(remains)
        if left.canBeRead || !event.canBeRead { return left }
        return event.leaving(EventRemains(data: event.data))
    }

    /// An email may sign up afresh: nothing of the person's holds it any more.
    static func claims(_ emails: Set<String>) -> [ClaimKey] {
        emails.sorted().flatMap { ClaimKey.all(ofEmail: $0) }
    }

    /// The counted attributes of each flow, by the category of its streams.
    private static func attributes(_ log: LogReader) throws -> [Substring: Set<String>] {
        let flows = try log.flowCatalogue().flows
        return Dictionary(
            flows.map { (Substring($0.category), Set($0.attributes.map(\.field))) },
            uniquingKeysWith: { first, _ in first })
    }

    // MARK: What tells of it

    /// First and last position of each run.
    var positions: [ClosedRange<Int64>] {
        var runs: [ClosedRange<Int64>] = []
        for position in events.map(\.position.rawValue) {
            if let last = runs.last, last.upperBound + 1 == position {
                runs[runs.count - 1] = last.lowerBound...position
            } else {
                runs.append(position...position)
            }
        }
        return runs
    }

    /// The digests that cover what is left of events whose data changed.
    private var remains: [PersonErased.Remains] {
        events.compactMap { event in
            event.remainsDigest.map {
                PersonErased.Remains(position: event.position.rawValue, digest: $0.hex)
            }
        }
    }

    /// A payload has 256 KiB: names of 400 bytes, twice, runs of 40 and digests of 100 take two
    /// thirds of that.
    private static let (streamsMax, runsMax, remainsMax) = (100, 1200, 400)

    /// The events that tell of the erasure; one, unless it touched very much.
    func tellings(
        subject: PersonErased.SubjectKind, reason: String, secretCount: Int
    ) -> [PersonErased] {
        var streams = ArraySlice(self.streams.keys.map(\.name).sorted())
        var (runs, remains) = (ArraySlice(positions), ArraySlice(self.remains))
        var mentions = ArraySlice(mentionedIn.map(\.name).sorted())
        var tellings: [PersonErased] = []
        repeat {
            var telling = PersonErased()
            (telling.subject, telling.reason) = (subject, reason)
            if tellings.isEmpty { (telling.events, telling.secrets) = (events.count, secretCount) }
            telling.streams = Array(streams.prefix(Self.streamsMax))
            telling.positions = Array(runs.prefix(Self.runsMax))
            telling.remains = Array(remains.prefix(Self.remainsMax))
            telling.mentionedIn = Array(mentions.prefix(Self.streamsMax))
            streams = streams.dropFirst(Self.streamsMax)
            runs = runs.dropFirst(Self.runsMax)
            remains = remains.dropFirst(Self.remainsMax)
            mentions = mentions.dropFirst(Self.streamsMax)
            tellings.append(telling)
            // Where there are mentions, there are as many streams.
        } while !(streams.isEmpty && runs.isEmpty && remains.isEmpty)
        return tellings
    }
}

extension RecordedErasure {
    /// Reads an erasure out of an event, for verification.
    static let reading = ErasureReading(EventKind.personErased.rawValue) { event in
        let telling = try ErasureEvent.decoded(event)
        guard case .personErased(let telling)? = telling else { return nil }
        return RecordedErasure(
            positions: telling.positions,
            remains: Dictionary(
                telling.remains.compactMap { remains in
                    SHA256Digest(hex: remains.digest).map { (remains.position, $0) }
                }, uniquingKeysWith: { _, later in later }))
    }
}

extension ErasureEvent {
    /// A recorded event of an erasure; nil for any other, also for a team's own of the same name,
    /// from before such names were refused.
    static func decoded(_ event: RecordedEvent) throws -> ErasureEvent? {
        let category = String(event.stream.category)
        switch EventKind(rawValue: event.type.name) {
        case .personErased where category == "erasure": return try decoded(.personErased, event)
        case .personalDataErased where SubjectState.isBuiltIn(category: category):
            return try decoded(.personalDataErased, event)
        case .personalDataErased: return try? decoded(.personalDataErased, event)
        default: return nil
        }
    }

    private static func decoded(_ kind: EventKind, _ event: RecordedEvent) throws -> ErasureEvent {
        try unsafe event.data.withUnsafeBytes { data in
            try unsafe ErasureEvent.decode(kind, data: data, personal: nil)
        }
    }
}

extension RecordedEvent {
    /// Whether its codec reads the payload. True for what is read by none: a team's own types, and
    /// earlier schema versions, which are upcast first.
    fileprivate var canBeRead: Bool {
        guard let kind, type.schemaVersion == kind.schemaVersion else { return true }
        return unsafe data.withUnsafeBytes { data in
            guard let personal else { return unsafe kind.canRead(data, nil) }
            return unsafe personal.withUnsafeBytes { unsafe kind.canRead(data, $0) }
        }
    }
}

extension EventKind {
    fileprivate func canRead(
        _ data: UnsafeRawBufferPointer, _ personal: UnsafeRawBufferPointer?
    ) -> Bool {
        do throws(JSONError) {
            try unsafe read(data: data, personal: personal)
            return true
        } catch { return false }
    }
}
