import Digest
import SQLite
import Time

extension LogWriter {
    /// The current version of a stream; 0 when it has no events.
    package func version(of stream: StreamID) throws(LogFailure) -> StreamVersion {
        try storing { () throws(SQLiteError) in
            StreamVersion(rawValue: try names.slot(of: stream, statements)?.version ?? 0)
        }
    }

    /// Appends to one or several streams, all or nothing, within the begun command (L1–L4).
    ///
    /// On a rejection the caller drops the command, which undoes what was written before it.
    /// - Parameter recorded: told of each event as it is written, for the views' folds.
    package func append(
        _ appends: [StreamAppend], metadata: EventMetadata, recordedAt: Timestamp,
        deduplicationKey: DeduplicationKey? = nil,
        recorded: (_ stream: Int64, _ version: Int64, _ id: StreamID, _ event: NewEvent) -> Void
    ) throws(AppendFailure) -> AppendReceipt {
        if let key = deduplicationKey, let first = try firstPositions(key) {
            return AppendReceipt(positions: first, versions: [:], isDuplicate: true)
        }
        let before = head.position
        head.recordedAt = max(head.recordedAt, recordedAt.milliseconds)
        var versions: [StreamID: StreamVersion] = [:]
        let request = AppendRequest(metadata, before: before)
        for append in appends {
            versions[append.stream] = try write(append, request, recorded)
        }
        let positions: ClosedRange<GlobalPosition>? =
            head.position > before
            ? GlobalPosition(rawValue: before + 1)...headPosition : nil
        if let key = deduplicationKey, let positions { try remember(key, positions) }
        return AppendReceipt(positions: positions, versions: versions, isDuplicate: false)
    }

    /// One stream's events, in order; the expected version is compared even when there are none.
    private func write(
        _ append: StreamAppend, _ request: AppendRequest,
        _ recorded: (Int64, Int64, StreamID, NewEvent) -> Void
    ) throws(AppendFailure) -> StreamVersion {
        let existing = try orStorage { () throws(SQLiteError) in
            try names.slot(of: append.stream, statements)
        }
        let actual = StreamVersion(rawValue: existing?.version ?? 0)
        guard append.expected.accepts(actual) else {
            throw .rejected(
                .versionConflict(
                    stream: append.stream, expected: append.expected, actual: actual))
        }
        if append.events.isEmpty { return actual }
        guard actual.rawValue <= head.position else {
            throw .storage(
                LogFailure(
                    .damaged,
                    "\(append.stream) is at version \(actual), which the log's end does not reach.",
                    hint: "Find what was changed with: onboard verify"))
        }
        let slot = try orStorage { () throws(SQLiteError) in
            try names.makeSlot(of: append.stream, statements)
        }
        for event in append.events {
            try apply(event.claims, to: slot)
            try orStorage { () throws(SQLiteError) in try insert(event, into: slot, request) }
            FailPoint.pass("after-event")
            recorded(slot.id, slot.version, append.stream, event)
        }
        return StreamVersion(rawValue: slot.version)
    }

    /// Gives the event its position, version, salt and hash, and writes its row.
    private func insert(_ event: NewEvent, into slot: StreamSlot, _ request: AppendRequest)
        throws(SQLiteError)
    {
        names.raise(slot)
        // The request's origin is the same for all its events: the first one carries it.
        let origin = head.position == request.before ? request.metadata.origin : nil
        let salt = event.personal != nil || origin != nil ? random.next(16) : nil
        let row = EventRowFacts(
            position: head.position + 1, version: slot.version, recordedAt: head.recordedAt,
            typeID: try names.id(of: event.type, statements), streamID: slot.id,
            actorID: try names.id(of: request.metadata.actor, in: slot.stream, statements),
            correlation: request.correlation, causation: request.causation, origin: origin,
            salt: salt)
        let hash = chainedHash(event, slot.stream, row, request.metadata)
        try statements.insertEvent.insert(event, row, hash)
        advance(to: hash)
    }

    /// The head is the event that was just inserted.
    func advance(to hash: SHA256Digest) {
        head.position += 1
        head.hash = hash
        merkle.append(hash)
    }

    private func chainedHash(
        _ event: NewEvent, _ stream: StreamID, _ row: EventRowFacts, _ metadata: EventMetadata
    ) -> SHA256Digest {
        let envelope = EventHash.Envelope(
            position: row.position, version: row.version, recordedAt: row.recordedAt,
            occurredAt: event.occurredAt?.milliseconds, stream: stream, type: event.type,
            actor: metadata.actor)
        return EventHash.chained(
            to: head.hash, envelope: envelope, correlationID: metadata.correlationID,
            causationID: metadata.causationID, data: SHA256.hash(event.data),
            personal: EventHash.personalDigest(
                salt: row.salt, personal: event.personal, origin: row.origin))
    }

    // MARK: Claims and deduplication

    /// The stream that holds a unique key; nil when nobody does.
    package func holder(of claim: Claim) throws(LogFailure) -> StreamID? {
        try storing { () throws(SQLiteError) in
            try claims.holder(of: digest(claim)).flatMap { id throws(SQLiteError) in
                try streamName(id)
            }
        }
    }

    /// In order, so that a key can be released and taken by one event.
    func apply(_ changes: [ClaimChange], to slot: StreamSlot) throws(AppendFailure) {
        for change in changes {
            switch change {
            case .release(let claim):
                try orStorage { () throws(SQLiteError) in
                    try claims.release(digest(claim), of: slot.id)
                }
            case .take(let claim): try take(claim, for: slot)
            }
        }
    }

    /// Nothing happens when the stream holds the key already.
    private func take(_ claim: Claim, for slot: StreamSlot) throws(AppendFailure) {
        let key = digest(claim)
        let holder = try orStorage { () throws(SQLiteError) in try claims.holder(of: key) }
        if holder == slot.id { return }
        if let holder {
            let name = try orStorage { () throws(SQLiteError) in try streamName(holder) }
            throw .rejected(.claimTaken(claim, holder: name ?? slot.stream))
        }
        try orStorage { () throws(SQLiteError) in try claims.take(key, for: slot.id) }
    }

    private func streamName(_ id: Int64) throws(SQLiteError) -> StreamID? {
        statements.selectStreamName.bind(1, id)
        guard try statements.selectStreamName.step() else { return nil }
        defer { statements.selectStreamName.reset() }
        return StreamID(recorded: statements.selectStreamName.text(0))
    }

    /// Who asks for a claim's holder is likely to take it next: its digest is made once.
    private func digest(_ claim: Claim) -> KeyedDigest {
        if let lastClaim, lastClaim.claim == claim { return lastClaim.digest }
        let digest = keyDigester.digest(claim)
        lastClaim = (claim, digest)
        return digest
    }

    /// What an earlier append under the same key did; nil when there was none (L4).
    package func firstPositions(_ key: DeduplicationKey) throws(AppendFailure)
        -> ClosedRange<GlobalPosition>?
    {
        try orStorage { () throws(SQLiteError) in
            keyDigester.digest(key).bind(to: statements.selectDeduplication, 1)
            guard try statements.selectDeduplication.step() else { return nil }
            defer { statements.selectDeduplication.reset() }
            let first = GlobalPosition(rawValue: statements.selectDeduplication.int64(0))
            let last = GlobalPosition(rawValue: statements.selectDeduplication.int64(1))
            return first...last
        }
    }

    /// Remembers where the append's events are, as long as the log exists.
    func remember(_ key: DeduplicationKey, _ positions: ClosedRange<GlobalPosition>)
        throws(AppendFailure)
    {
        try orStorage { () throws(SQLiteError) in
            let key = keyDigester.digest(key)
            key.bind(to: statements.insertDeduplication, 1)
            statements.insertDeduplication.bind(2, positions.lowerBound.rawValue)
            statements.insertDeduplication.bind(3, positions.upperBound.rawValue)
            try statements.insertDeduplication.run()
            deduplicated.append(key)
        }
    }

    private func orStorage<R>(_ body: () throws(SQLiteError) -> R) throws(AppendFailure) -> R {
        do { return try body() } catch { throw .storage(LogFailure(error)) }
    }
}

/// What all events of one append share.
struct AppendRequest {
    let metadata: EventMetadata
    let correlation: StoredIdentifier
    let causation: StoredIdentifier?
    /// The log's last position before the append.
    let before: Int64

    init(_ metadata: EventMetadata, before: Int64) {
        var metadata = metadata
        // An empty text is none: the hash has no other word for it.
        if metadata.origin?.isEmpty == true { metadata.origin = nil }
        if metadata.causationID?.isEmpty == true { metadata.causationID = nil }
        if metadata.causationID == metadata.correlationID { metadata.causationID = nil }
        self.metadata = metadata
        correlation = StoredIdentifier(metadata.correlationID)
        causation = metadata.causationID.map(StoredIdentifier.init)
        self.before = before
    }
}
