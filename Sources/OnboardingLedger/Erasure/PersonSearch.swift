import EventLog
import JSON
import Onboarding
import ReadModels

/// Finds all that belongs to a person, from one subject on: an email leads to the sessions and
/// profiles that it belongs to, a user to tenants, payments and meetings, those to further emails.
///
/// Confined to the thread of its reader.
struct PersonSearch {
    private let log: LogReader
    private(set) var traces: PersonTraces
    private var unread: [StreamID] = []
    /// Tenants that the person's events name: the person's own if the owner is.
    private var tenants: Set<String> = []

    /// - Parameter traces: what an earlier search found, to go on from.
    init(_ log: LogReader, _ traces: PersonTraces = PersonTraces()) {
        (self.log, self.traces) = (log, traces)
        unread = Array(traces.streams)
    }

    /// Everything that the log knows of a subject as it is now, and up to where.
    ///
    /// - Parameter includingErased: false finds nobody by an email that was erased: what is kept
    ///   of it is for another erasure only.
    static func find(
        _ subject: ErasureSubject, includingErased: Bool = true, _ log: LogReader
    ) throws -> (traces: PersonTraces, through: Int64) {
        var search = PersonSearch(log)
        let head = try log.head().position.rawValue
        try search.begin(subject, includingErased)
        while try search.findsMore(after: 0, through: head) {}
        return (search.traces, head)
    }

    private mutating func begin(_ subject: ErasureSubject, _ includingErased: Bool) throws {
        switch subject {
        case .email(let email):
            try add(email: email)
            if includingErased { try add(erasedUnder: email) }
            // A team may call its users by their emails.
            try add(user: email)
        case .user(let id): try add(user: id)
        case .stream(let stream):
            try add(stream)
            var base = try base(of: stream) ?? stream
            if ErasureSubject.isImpersonal(base) { base = stream }
            try add(base)
            // Who was only ever refused has no stream to be read that would tell.
            if let user = try log.userID(of: base) { try add(user: user) }
            if base.category == "tenant", let owner = try owner(of: base) {
                try add(user: owner)
            }
        }
    }

    /// Whom a stream that stands beside a person's own is about; nil for one that does not, or
    /// while nobody knows.
    private func base(of stream: StreamID) throws -> StreamID? {
        let id = String(stream.id)
        return switch stream.category {
        case "refusals", "effects": StreamID(id)
        case "customer": try log.holder(of: Claim(.customer(id)))
        case "checkout": try log.holder(of: Claim(.checkout(id)))
        case "meeting": try log.holder(of: Claim(.spaceMeeting(id)))
        default: nil
        }
    }

    /// Reads the streams that are not read yet, then looks through a part of the log; true when
    /// that led to clues that were not known, for which all must be looked through.
    mutating func findsMore(after position: Int64, through last: Int64) throws -> Bool {
        try follow()
        let clues = traces.clues
        try scan(after: position, through: last)
        try follow()
        return clues != traces.clues
    }

    // MARK: What belongs to the person

    /// Takes a stream for the person's own, with its refusals and effects. Refusals may be there
    /// alone.
    private mutating func add(_ stream: StreamID) throws {
        try take(stream)
        for beside in ["refusals", "effects"] {
            if let stream = StreamID("\(beside)-\(stream.name)") { try take(stream) }
        }
    }

    /// Takes nothing for a stream that the log does not have.
    private mutating func take(_ stream: StreamID) throws {
        guard try !traces.streams.contains(stream) && log.internedID(of: stream) != nil else {
            return
        }
        traces.streams.insert(stream)
        unread.append(stream)
    }

    private mutating func add(_ category: String, _ id: String?) throws {
        guard let id, let stream = StreamID("\(category)-\(id)") else { return }
        try add(stream)
    }

    /// Takes what a user holds: profile, wizard, ways through declared flows, the tenant, and the
    /// profile that an identity of this id was linked to.
    private mutating func add(user id: String) throws {
        guard traces.userIDs.insert(id).inserted else { return }
        try add("profile", id)
        try add("wizard", id)
        for flow in try log.flowCatalogue().flows where !flow.steps.isEmpty {
            try add(flow.category, id)
        }
        if let tenant = try log.holder(of: Claim(.userTenant(id))) { try add(tenant) }
        if let profile = try log.holder(of: Claim(.identity(id))) { try add(profile) }
    }

    /// Takes the streams that hold the email as a unique key.
    private mutating func add(email: String) throws {
        guard traces.emails.insert(email).inserted else { return }
        for key in ClaimKey.all(ofEmail: email) {
            if let holder = try log.holder(of: Claim(key)) { try add(holder) }
        }
    }

    /// Takes the streams that were the person's when the email was erased before: what the same
    /// user wrote since may be under no email at all. None of them once the email is another
    /// stream's, or they hold another: then it is somebody else who is asked about.
    private mutating func add(erasedUnder email: String) throws {
        let names = ErasedNames(serverKey: try log.serverKey())
        guard let id = try names.erasure(ofEmail: email, log) else { return }
        let streams = try ownStreams(ofErasure: id)
        let holders = try ClaimKey.all(ofEmail: email).compactMap { try log.holder(of: Claim($0)) }
        guard holders.allSatisfy(streams.contains) else { return }
        for stream in streams where stream.category == "profile" {
            let held = Self.heldEmails(try log.events(of: stream, limit: .max))
            guard held.isSubset(of: [email]) else { return }
        }
        for stream in streams { try add(stream) }
    }

    /// The streams that lost everything personal in an erasure.
    private func ownStreams(ofErasure id: String) throws -> Set<StreamID> {
        guard let erasure = StreamID("erasure-\(id)") else { return [] }
        var streams: Set<StreamID> = []
        for event in try log.events(of: erasure, limit: .max) {
            guard case .personErased(let told)? = try ErasureEvent.decoded(event) else { continue }
            for stream in told.streams.compactMap({ StreamID($0) }) {
                let note = try log.erasureNotes(of: stream).first { $0.erasureID == id }
                if note?.extent == .all { streams.insert(stream) }
            }
        }
        return streams
    }

    // MARK: Reading the person's streams

    /// Reads the streams that were found and what they lead to, until nothing is unread.
    private mutating func follow() throws {
        while let stream = unread.popLast() {
            let events = try log.events(of: stream, limit: .max)
            switch stream.category {
            case "profile":
                try add(user: String(stream.id))
                for email in Self.heldEmails(events) { try add(email: email) }
                if let first = events.first, first.actor.kind == .session {
                    try add("session", first.actor.id)
                }
            case "session": if let email = Self.email(ofSession: events) { try add(email: email) }
            default:
                guard let user = try log.userID(of: stream) else { break }
                try add(user: user)
            }
            for event in events {
                try follow(event)
                guard traces.userIDs.contains(event.actor.id) else { continue }
                if let email = event.provenEmail { try add(email: email) }
            }
            if unread.isEmpty { try addOwnTenants() }
        }
    }

    /// Follows the ids that an event names.
    private mutating func follow(_ event: RecordedEvent) throws {
        let data = try JSONValue(recorded: event.data)
        if let tenant = data["tenantId"]?.stringValue { tenants.insert(tenant) }
        // A team's own events may mean something else by the others.
        guard let kind = event.kind else { return }
        if let member = Self.links[kind], let user = data[member]?.stringValue {
            try add(user: user)
        }
        for name in Self.providersIDs {
            if let id = data[name]?.stringValue { traces.knownAs.insert(id) }
        }
        try add("customer", data["customerId"]?.stringValue)
        try add("checkout", data["checkoutSessionId"]?.stringValue)
        try add("meeting", data["meetingId"]?.stringValue)
    }

    /// The members of events' data that hold what a provider calls something of the person's.
    private static let providersIDs = [
        "customerId", "subscriptionId", "invoiceId", "checkoutSessionId", "meetingId", "replacedId",
    ]

    /// Tenants are only taken when their owner is the person: those of others may be named too.
    private mutating func addOwnTenants() throws {
        for id in tenants {
            guard let stream = StreamID("tenant-\(id)"), let owner = try owner(of: stream),
                traces.userIDs.contains(owner)
            else { continue }
            try add(stream)
        }
    }

    /// The owner whom the tenant's first event names; nil for one that was made without, and for a
    /// space that no person made: the key of a team's own program stands for many.
    private func owner(of tenant: StreamID) throws -> String? {
        guard let first = try log.events(of: tenant, limit: 1).first else { return nil }
        let data = try JSONValue(recorded: first.data)
        let isSpace = data["source"]?.stringValue == WorkspaceCreated.spaceSource
        if isSpace && first.actor.kind != .user { return nil }
        return data["ownerId"]?.stringValue
    }

    /// The emails of the person whose session or profile a stream is; none of any other.
    static func ownEmails(of stream: StreamID, _ events: [RecordedEvent]) -> Set<String> {
        switch stream.category {
        case "profile": heldEmails(events)
        case "session": Set([email(ofSession: events)].compactMap { $0 })
        default: []
        }
    }

    /// The emails that are a profile's own: proven, or free when it came to be.
    private static func heldEmails(_ events: [RecordedEvent]) -> Set<String> {
        var emails: Set<String> = []
        for event in events {
            switch EventKind(rawValue: event.type.name) {
            case .profileCreated, .emailVerified, .membershipClaimed: break
            case .accountOpened:
                let data = try? JSONValue(recorded: event.data)
                guard data?["holdsEmail"] == true || data?["isEmailVerified"] == true else {
                    continue
                }
            default: continue
            }
            if let email = email(in: event) { emails.insert(email) }
        }
        return emails
    }

    /// The email that a session ended up with: the one that it began with may be a slip.
    private static func email(ofSession events: [RecordedEvent]) -> String? {
        events.reversed().lazy.compactMap { email(in: $0) }.first
    }

    private static func email(in event: RecordedEvent) -> String? {
        guard let personal = event.personal,
            let text = try? JSONValue(recorded: personal)["email"]?.stringValue
        else { return nil }
        return EmailAddress.validated(text)
    }

    // MARK: Looking through the log

    /// Walks a part of the log, row by row: streams that turn out to be the person's, others'
    /// events that hold an email, deliveries about the person, and events that the person caused.
    private mutating func scan(after position: Int64, through last: Int64) throws {
        let words = PersonalWords(emails: traces.emails)
        let actors = Set(
            try traces.userIDs.flatMap { try log.actorIDs($0, kinds: [.user, .admin]) })
        let linking = try linkingTypes()
        let unmatched = try types(named: .webhookUnmatched)
        let ids = traces.knownAs.union(traces.streamIDs)
        var own = Set(try traces.streams.compactMap { try log.internedID(of: $0) })
        var (found, customers) = ([Int64](), Set<String>())
        try log.scan(after: position, through: last) { row in
            if own.contains(row.streamID) { return true }
            if let link = linking[row.typeID], try isLinked(row, by: link) {
                own.insert(row.streamID)
                found.append(row.streamID)
                return true
            }
            if Self.mentions(row, words) { traces.mentions.insert(row.position) }
            if unmatched.contains(row.typeID), let customer = noteDelivery(row, ids) {
                customers.insert(customer)
            }
            if let actor = row.actorID, actors.contains(actor),
                unsafe row.withOrigin({ unsafe $0 != nil })
            {
                traces.origins.insert(row.position)
            }
            return true
        }
        for id in found { try add(try log.stream(id)) }
        for customer in customers { try add("customer", customer) }
        traces.knownAs.formUnion(customers)
        try sortMentions()
    }

    /// The types by whose events a stream may turn out to be a user's, and the member that says so.
    private func linkingTypes() throws -> [Int64: String] {
        try log.allTypes().compactMapValues { type in
            EventKind(rawValue: type.name).flatMap {
                $0 == .workspaceCreated ? "ownerId" : Self.links[$0]
            }
        }
    }

    /// What names a further user who is the same person, and the member that does.
    private static let links: [EventKind: String] = [
        .signUpCompleted: "userId", .identityLinked: "subject",
    ]

    private func types(named kind: EventKind) throws -> Set<Int64> {
        Set(try log.allTypes().filter { $0.value.name == kind.rawValue }.keys)
    }

    /// Takes a delivery that fitted nobody for one about the person when it names them in whatever
    /// part of it; answers its customer when that is the person.
    private mutating func noteDelivery(_ row: EventCursor, _ ids: Set<String>) -> String? {
        let personal = unsafe row.withPersonal { unsafe $0.map { unsafe [UInt8]($0) } }
        guard let personal, let delivery = UnmatchedDelivery(personal),
            delivery.isAbout(traces, ids)
        else { return nil }
        traces.deliveries.insert(row.position)
        return delivery.isFrom(traces) ? delivery.customerID : nil
    }

    /// Whether a member of the event's data names one of the person's users, and it is the program
    /// that says so.
    private func isLinked(_ row: EventCursor, by member: String) throws -> Bool {
        let data = unsafe row.withData { unsafe [UInt8]($0) }
        let value = try JSONValue(recorded: data)[member]?.stringValue
        guard let value, traces.userIDs.contains(value) else { return false }
        return try log.kind(of: row) != nil
    }

    /// Looks at bytes, not at JSON, so that a walk over the log stays cheap; it may find too much.
    private static func mentions(_ row: EventCursor, _ words: PersonalWords) -> Bool {
        unsafe row.withData { unsafe words.emailMayOccur(in: $0) }
            || row.withPersonal { unsafe $0.map { unsafe words.emailMayOccur(in: $0) } ?? false }
            || row.withOrigin { unsafe $0.map { unsafe words.emailMayOccur(in: $0) } ?? false }
    }

    /// Takes a stream that holds an email for the person's own when the email is what it is about,
    /// and a user who had proven it for the person.
    private mutating func sortMentions() throws {
        var streams: [Int64: StreamID] = [:]
        var asked: Set<StreamID> = []
        for position in traces.mentions.sorted() {
            guard let event = try log.event(at: GlobalPosition(rawValue: position)) else {
                continue
            }
            streams[position] = event.stream
            if asked.insert(event.stream).inserted, try isOwn(event.stream) {
                try add(event.stream)
            }
            if let email = event.provenEmail, traces.emails.contains(email) {
                try add(user: event.actor.id)
            }
        }
        traces.mentions = traces.mentions.filter { position in
            streams[position].map { !traces.streams.contains($0) } ?? true
        }
    }

    /// Only sessions and profiles are about an email; any other stream merely mentions it.
    private func isOwn(_ stream: StreamID) throws -> Bool {
        guard ["session", "profile"].contains(stream.category) else { return false }
        let events = try log.events(of: stream, limit: .max)
        if stream.category == "profile" {
            return !Self.heldEmails(events).isDisjoint(with: traces.emails)
        }
        return Self.email(ofSession: events).map { traces.emails.contains($0) } ?? false
    }
}

extension LogReader {
    /// The user by whose id a stream is named: a profile, a wizard, or a way through a declared
    /// flow that has steps; nil for any other.
    func userID(of stream: StreamID) throws -> String? {
        let isUsers =
            try ["profile", "wizard"].contains(stream.category)
            || flowCatalogue().flows.contains {
                !$0.steps.isEmpty && $0.category == stream.category
            }
        return isUsers ? String(stream.id) : nil
    }
}
