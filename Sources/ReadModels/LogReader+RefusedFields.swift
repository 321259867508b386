import EventLog
import Onboarding

extension LogReader {
    /// What is looked at of a subject's refusals: an hour may have twenty.
    private static let refusalsMax = 60

    /// The code with which each field of a subject was refused last, by the field's name (X3).
    ///
    /// - Parameters:
    ///   - flow: in which it was refused.
    ///   - marks: when fields were taken last: a refusal before that was mended.
    package func refusedFields(
        of subject: StreamID, in flow: String, since marks: [String: FieldMark]
    ) throws -> [String: String] {
        guard let stream = StreamID("refusals-\(subject.name)"),
            let streamID = try internedID(of: stream)
        else { return [:] }
        var (codes, count) = ([String: String](), 0)
        try scanNewest(stream: streamID) { row in
            count += 1
            if let kind = EventKind(rawValue: try type(row.typeID).name),
                let words = try RefusalWords(kind, row), words.flow ?? flow == flow
            {
                for name in words.fields.compactMap(Self.field)
                where marks[name].map({ $0.at <= row.time }) ?? true {
                    codes[name] = codes[name] ?? words.code
                }
            }
            return count < Self.refusalsMax
        }
        return codes
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
