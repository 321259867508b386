import EventLog
import Onboarding

extension StreamHistory {
    /// What changed between two moments; nil when the stream has no events, or when `from` comes
    /// to a later version than `to`, or is the later time of two by occurrence.
    package func difference(of stream: StreamID, from: StreamMoment, to: StreamMoment) throws
        -> StreamDifference?
    {
        if case .occurred(let first) = from, case .occurred(let last) = to, first > last {
            return nil
        }
        guard let before = try state(of: stream, at: from),
            let after = try state(of: stream, at: to), before.version <= after.version
        else { return nil }
        let old = try FlatState(before.state).valuesByName
        var latest: [FieldPath: FieldBlame] = [:]
        // What one of the states lacks by occurrence may lie before events that both have.
        let isFromAnywhere = from.isByOccurrence || to.isByOccurrence
        let last = to.isByOccurrence ? to : .version(after.version)
        let known = isFromAnywhere ? .empty : before.version
        _ = try walkChanges(of: stream, after: known, through: last) {
            latest[FieldPath($0.field)] = $0
        }
        // What is not there yet and what is null are one to who reads of changes.
        let null = FlatState.null
        let changes = latest.filter { field, blame in
            (old[field] ?? null) != blame.value ?? null
        }
        return StreamDifference(
            stream: stream, from: before.version, to: after.version,
            changes: changes.sorted { $0.key < $1.key }.map { field, blame in
                FieldChange(
                    field: blame.field, before: old[field], after: blame.value, setBy: blame)
            })
    }

    /// Who set each field last, in the order of the fields' names; nil when the stream is empty.
    package func blame(of stream: StreamID, at moment: StreamMoment = .latest) throws
        -> [FieldBlame]?
    {
        var latest: [FieldPath: FieldBlame] = [:]
        let exists = try walkChanges(of: stream, through: moment) {
            latest[FieldPath($0.field)] = $0
        }
        guard exists else { return nil }
        return latest.sorted { $0.key < $1.key }.map(\.value)
            .filter { $0.value != nil || $0.isErased }
    }

    /// Every value that a field had up to a moment, oldest first; nil when the stream is empty.
    ///
    /// - Parameter field: as the state names it, else in another spelling: `first_name` is found
    ///   as `firstName`.
    package func history(
        of field: String, in stream: StreamID, through moment: StreamMoment = .latest
    ) throws -> [FieldBlame]? {
        let path = FieldPath(field)
        var (exact, similar) = ([FieldBlame](), [FieldBlame]())
        let exists = try walkChanges(of: stream, through: moment) { blame in
            if FieldPath(blame.field) == path {
                exact.append(blame)
            } else if FieldSpelling.isSame(blame.field, field) {
                similar.append(blame)
            }
        }
        return exists ? (exact.isEmpty ? similar : exact) : nil
    }

    /// Tells of each field that an event changed, event by event; false when the stream is empty.
    ///
    /// The first event sets every field that has a value after it: what appears as null was set by
    /// nobody. What an erasure took counts as the change that it was.
    ///
    /// - Parameter version: whose state is where it begins; up to it nothing is compared.
    private func walkChanges(
        of stream: StreamID, after version: StreamVersion = .empty,
        through moment: StreamMoment = .latest, _ body: (FieldBlame) -> Void
    ) throws -> Bool {
        guard let folded = try beginning(of: stream) else { return false }
        var known: (bytes: [UInt8], fields: FlatState) = ([], FlatState())
        try walk(folded, from: version.rawValue, through: moment) { row, now in
            if now.whole == known.bytes { return }
            let fields = try FlatState(now.whole)
            if row.version <= version.rawValue {
                known = (now.whole, fields)
                return
            }
            let changed = fields.changes(since: known.fields)
            let null = FlatState.null
            let isAnyNull = changed.contains { $0.value ?? null == null }
            let before = isAnyNull ? known.fields.valuesByName : [:]
            known = (now.whole, fields)
            if changed.isEmpty { return }
            let event = try recorded(row)
            let left = now.whole == now.state ? nil : try FlatState(now.state).valuesByName
            for (field, value) in changed
            where before[field] ?? null != value ?? null {
                body(FieldBlame(field.text, value, left: left.map { $0[field] } ?? value, event))
            }
        }
        return true
    }
}

extension FieldBlame {
    /// - Parameters:
    ///   - value: with a stand-in for what an erasure took.
    ///   - left: the value as it is; nil when it is not there.
    fileprivate init(_ field: String, _ value: [UInt8]?, left: [UInt8]?, _ event: RecordedEvent) {
        self.init(
            field: field, value: left, setBy: event.actor, at: event.time,
            recordedAt: event.recordedAt, position: event.position, version: event.version,
            type: event.type.name,
            correlationID: event.correlationID,
            isErased: left != value && Self.isEmpty(left))
    }

    /// What a fold makes of a text that is not there any more, or of one that was marked. A list of
    /// which only some went is still there.
    private static func isEmpty(_ value: [UInt8]?) -> Bool {
        guard let value else { return true }
        return ["null", "\"\"", "\"\(ErasureMark.text)\"", "\"\(ErasureMark.address)\""]
            .contains(String(decoding: value, as: UTF8.self))
    }
}
