import EventLog
import JSON
import Onboarding

/// Gives the subjects of flows that split them by themselves their variants: in the first event, so
/// that a split that is declared anew later changes nobody's (contract D4).
enum GivenVariants {
    /// The appends with a variant in each first event that lacks one.
    static func giving(
        _ appends: [StreamAppend], _ flows: FlowCatalogue, isNew: (StreamID) throws -> Bool
    ) throws -> [StreamAppend] {
        guard flows.givesVariants else { return appends }
        return try appends.map { append in
            guard let first = append.events.first,
                let variant = flows.variant(of: append.stream), try isNew(append.stream),
                let data = try with(variant, in: first.data)
            else { return append }
            var append = append
            append.events[0].data = data
            return append
        }
    }

    /// The data with the variant that the flow gives the subject, unless there is one.
    private static func with(_ variant: String, in data: [UInt8]) throws -> [UInt8]? {
        guard var object = try JSONValue(parsing: data, limits: .trusted).objectValue else {
            return nil
        }
        var attributes = object["attributes"]?.objectValue ?? JSONObject()
        guard attributes[FlowAttribute.variant] == nil else { return nil }
        attributes[FlowAttribute.variant] = .string(variant)
        object["attributes"] = .object(attributes)
        return JSONValue.object(object).encoded
    }

    /// The data without the variant that the flow gave, so that a row of an import is known again.
    static func without(_ stream: StreamID, _ data: [UInt8], _ flows: FlowCatalogue) throws
        -> [UInt8]
    {
        guard flows.givesVariants, let variant = flows.variant(of: stream),
            var object = try JSONValue(parsing: data, limits: .trusted).objectValue,
            var attributes = object["attributes"]?.objectValue,
            attributes[FlowAttribute.variant] == .string(variant)
        else { return data }
        attributes[FlowAttribute.variant] = JSONValue?.none
        object["attributes"] = attributes.isEmpty ? JSONValue?.none : .object(attributes)
        return JSONValue.object(object).encoded
    }
}

extension FlowCatalogue {
    /// The variant that a declared flow gives a stream's subject.
    fileprivate func variant(of stream: StreamID) -> String? {
        flow(category: stream.category)?.variant(ofSubject: String(stream.id))
    }
}
