import EventLog
import JSON
import Onboarding

/// Records the variants of experiments with the subjects' first events (contract D4): the one that
/// the caller was given, else the one that the flow's own split gives, so that a split that is
/// declared anew later changes nobody's. Where there is a split, what it does not name counts as
/// nothing that was given: anybody can send a header.
struct GivenVariants {
    /// The events with which subjects of the built-in flows begin, and that can say so, each with
    /// its flow. In a team's own stream the same name stands for something else.
    private static let beginnings: [String: FlowDeclaration] = [
        EventKind.signUpStarted.rawValue: SignUpFlow.declaration,
        EventKind.stepSaved.rawValue: WizardFlow.declaration,
        EventKind.callRequired.rawValue: CallFlow.declaration,
        EventKind.callNotRequired.rawValue: CallFlow.declaration,
        EventKind.membershipOpened.rawValue: MembershipFlow.declaration,
        EventKind.accessRequested.rawValue: MerchantFlow.declaration,
    ]

    private let flows: FlowCatalogue
    private let splits: [String: [String: Int]]
    private let asked: String?

    /// - Parameters:
    ///   - splits: of the built-in flows, by the flow's id.
    ///   - asked: the variant that the caller was given.
    init(_ flows: FlowCatalogue, _ splits: [String: [String: Int]], asked: String?) {
        (self.flows, self.splits, self.asked) = (flows, splits, asked)
    }

    /// The appends with a variant in each first event that lacks one.
    func giving(_ appends: [StreamAppend], isNew: (StreamID) throws -> Bool) throws
        -> [StreamAppend]
    {
        guard flows.givesVariants || asked != nil || !splits.isEmpty else { return appends }
        return try appends.map { append in
            var append = append
            for place in append.events.indices {
                let event = append.events[place]
                if let data = try data(of: event, place, append.stream, isNew) {
                    append.events[place].data = data
                }
            }
            return append
        }
    }

    /// The data of an event with the variant that it is to say; nil for the data as it is.
    private func data(
        of event: NewEvent, _ place: Int, _ stream: StreamID, _ isNew: (StreamID) throws -> Bool
    ) throws -> [UInt8]? {
        if let flow = Self.beginnings[event.type.name], stream.category == flow.category {
            let split = splits[flow.flow]
            // Only a user's first save is a beginning; the others come once.
            guard let variant = variant(of: stream, in: flow.flow, split),
                try stream.category != "wizard" || isNew(stream)
            else { return nil }
            return try Self.with(variant, in: event.data, under: nil, of: split)
        }
        guard place == 0, flows.isDeclared(stream), try isNew(stream),
            let flow = flows.flow(category: stream.category),
            let variant = variant(of: stream, in: flow.flow, flow.variants)
        else { return nil }
        return try Self.with(variant, in: event.data, under: "attributes")
    }

    /// The one that was asked for, where the split has it or there is none; else what the split
    /// gives.
    private func variant(of stream: StreamID, in flow: String, _ split: [String: Int]?) -> String? {
        guard let split else { return asked }
        if let asked, split[asked] != nil { return asked }
        return FlowVariants.variant(split, flow: flow, subject: String(stream.id))
    }

    /// The data with the variant added; nil when it names one already.
    ///
    /// - Parameter split: a sign-up's, which says itself what it was given: another is overruled.
    private static func with(
        _ variant: String, in data: [UInt8], under key: String?, of split: [String: Int]? = nil
    ) throws -> [UInt8]? {
        guard var object = try JSONValue(parsing: data, limits: .trusted).objectValue else {
            return nil
        }
        guard let key else {
            if let said = object[FlowAttribute.variant]?.stringValue,
                split.map({ $0[said] != nil }) ?? true
            {
                return nil
            }
            object[FlowAttribute.variant] = .string(variant)
            return JSONValue.object(object).encoded
        }
        var attributes = object[key]?.objectValue ?? JSONObject()
        guard attributes[FlowAttribute.variant] == nil else { return nil }
        attributes[FlowAttribute.variant] = .string(variant)
        object[key] = .object(attributes)
        return JSONValue.object(object).encoded
    }

    /// The data as a declared flow's first event has it once it was given the variant, so that a
    /// row of an import is known again, also after the flow splits its subjects otherwise; nil when
    /// it names a variant itself.
    static func given(_ variant: String, to data: [UInt8]) throws -> [UInt8]? {
        try with(variant, in: data, under: "attributes")
    }

    /// The variant that the data of a declared flow's event says.
    static func variant(in data: [UInt8]) throws -> String? {
        try JSONValue(recorded: data)["attributes"]?[FlowAttribute.variant]?.stringValue
    }
}

extension FlowCatalogue {
    /// True for the subjects of a team's own flow.
    fileprivate func isDeclared(_ stream: StreamID) -> Bool {
        flow(category: stream.category).map { $0.flow == $0.category && $0.flow != "wizard" }
            ?? false
    }
}
