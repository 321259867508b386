import EventLog
import JSON
import Onboarding
import Time

extension LogReader {
    /// What is looked at of a subject's refusals: an hour may have twenty.
    private static let refusalsMax = 60

    /// How many of a subject's own events are looked at for what was taken since; a refusal from
    /// before so many is told no more.
    private static let changesMax = 1000

    /// A refusal of one field.
    private struct RefusedField {
        let code: String
        let time: Timestamp
        let position: Int64
    }

    /// The code with which each field of a subject was refused last, by the field's name (X3).
    ///
    /// - Parameters:
    ///   - flow: in which it was refused.
    ///   - marks: when fields were taken last: a refusal before that was mended.
    package func refusedFields(
        of subject: StreamID, in flow: String, since marks: [String: FieldMark]
    ) throws -> [String: String] {
        try newestRefusals(of: subject, in: flow) { name, refused in
            marks[name].map { $0.at <= refused.time } ?? true
        }.mapValues(\.code)
    }

    /// The same of a subject whose state does not say when fields were taken: the events of
    /// `streams` since the refusals do. Before a deletion or an erasure nothing was refused.
    package func refusedFields(
        of subject: StreamID, in flow: String, takenIn streams: [StreamID]
    ) throws -> [String: String] {
        var refused = try newestRefusals(of: subject, in: flow) { _, _ in true }
        for stream in streams { try leaveOut(mendedIn: stream, of: &refused) }
        return refused.mapValues(\.code)
    }

    /// The last refusal of each field, of those that are wanted.
    private func newestRefusals(
        of subject: StreamID, in flow: String, where isWanted: (String, RefusedField) -> Bool
    ) throws -> [String: RefusedField] {
        guard let stream = StreamID("refusals-\(subject.name)"),
            let streamID = try internedID(of: stream)
        else { return [:] }
        var (newest, count) = ([String: RefusedField](), 0)
        try scanNewest(stream: streamID) { row in
            count += 1
            if let kind = EventKind(rawValue: try type(row.typeID).name),
                let words = try RefusalWords(kind, row), words.flow ?? flow == flow
            {
                let refused = RefusedField(
                    code: words.code, time: row.time, position: row.position)
                for name in words.fields.compactMap(Self.field)
                where newest[name] == nil && isWanted(name, refused) {
                    newest[name] = refused
                }
            }
            return count < Self.refusalsMax
        }
        return newest
    }

    /// Leaves out what a later event of the stream took, or did away with. Goes back as far as the
    /// oldest refusal that is left.
    private func leaveOut(mendedIn stream: StreamID, of refused: inout [String: RefusedField])
        throws
    {
        guard let streamID = try internedID(of: stream) else { return }
        var (left, count) = (refused, 0)
        try scanNewest(stream: streamID) { row in
            let position = row.position
            guard left.values.contains(where: { $0.position < position }) else { return false }
            count += 1
            let isMended = count > Self.changesMax ? { _ in true } : try mending(row)
            left = left.filter { $0.value.position > position || !isMended($0.key) }
            return true
        }
        refused = left
    }

    /// Whether an event took a field, by the field's name, whatever became of its value.
    private func mending(_ row: EventCursor) throws -> (String) -> Bool {
        switch try kind(of: row) {
        case .profileDeleted, .personalDataErased: return { _ in true }
        case .profileEdited, .shopProfileChanged:
            let names = try Self.memberNames(row)
            return { field in names.contains { FieldSpelling.isSame($0, field) } }
        default: return { _ in false }
        }
    }

    /// The names in an event's data, personal ones included.
    private static func memberNames(_ row: EventCursor) throws -> [String] {
        let parts = [
            unsafe row.withData { unsafe [UInt8]($0) },
            unsafe row.withPersonal { unsafe $0.map { unsafe [UInt8]($0) } ?? [] },
        ]
        return try parts.filter { !$0.isEmpty }.flatMap { part in
            let value = try JSONValue(
                parsing: part, limits: .trusted, duplicateKeys: .lastWins)
            return value.objectValue?.keys ?? []
        }
    }

    /// The field that a pointer leads to or into: of a step's data the first name in it, whatever
    /// is wrong further in; of a form that is the flow's own the last. Nil for the data as a whole.
    private static func field(_ pointer: String) -> String? {
        let names = JSONPointer.names(of: pointer)
        guard let first = names.first, ["data", "stepData"].contains(first) else {
            return names.last
        }
        return names.dropFirst().first
    }
}
