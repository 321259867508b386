import JSON

/// How a flow gives out the variants of an experiment by itself (D4): a flow file's
/// `"variants": {"a": 50, "b": 50}`, or for built-in flows the server's settings.
package enum FlowVariants {
    /// Variants of one flow.
    private static let countMax = 20
    /// Weights are shares of their sum, so that only their proportions matter.
    private static let weightMax = 1_000_000

    /// Nil for a file without variants, and for ones that `refuse` was told of.
    static func read(
        _ value: JSONValue?, _ refuse: (_ pointer: String, _ detail: String) -> Void
    ) -> [String: Int]? {
        value.flatMap { weights($0, at: "/variants", refuse) }
    }

    /// The splits that settings declare for built-in flows, by the flow's id:
    /// `{"signup": {"a": 50, "b": 50}}`; of what is wrong `refuse` is told.
    package static func ofBuiltInFlows(
        _ value: JSONValue, _ refuse: (_ pointer: String, _ detail: String) -> Void
    ) -> [String: [String: Int]] {
        guard let object = value.objectValue else {
            refuse("", "expected an object of flows and their variants")
            return [:]
        }
        let known = FlowCatalogue.builtIn.flows.map(\.flow)
        var splits: [String: [String: Int]] = [:]
        for (flow, variants) in object {
            let pointer = "/" + JSONPointer.escaped(flow)
            if known.contains(flow) {
                splits[flow] = weights(variants, at: pointer, refuse)
            } else {
                refuse(pointer, "expected a built-in flow: \(known.joined(separator: ", "))")
            }
        }
        return splits
    }

    /// The weights of one flow by variant; entries that are wrong are told of and left out.
    private static func weights(
        _ value: JSONValue, at place: String,
        _ refuse: (_ pointer: String, _ detail: String) -> Void
    ) -> [String: Int]? {
        guard let object = value.objectValue, (2...countMax).contains(object.keys.count) else {
            refuse(place, "expected an object of 2 to \(countMax) variants and their weights")
            return nil
        }
        var weights: [String: Int] = [:]
        for (name, weight) in object {
            let pointer = place + "/" + JSONPointer.escaped(name)
            if !FlowDeclaration.isVariant(name) {
                refuse(pointer, "expected \(FlowDeclaration.variantExpected)")
            }
            guard let weight = weight.intValue, (1...weightMax).contains(weight) else {
                refuse(pointer, "expected a whole number from 1 to \(weightMax)")
                continue
            }
            weights[name] = weight
        }
        return weights
    }

    /// A flow that gives out variants has them as an attribute, whether its file says so or not.
    static func attribute(of file: JSONValue) -> [FlowAttribute] {
        let isNamed =
            file["attributes"]?.arrayValue?.contains { $0.stringValue == FlowAttribute.variant }
        guard file["variants"] != nil, isNamed != true else { return [] }
        return [FlowDeclaration.ownVariant]
    }
}

extension FlowDeclaration {
    /// Where a team's own flow has the variant.
    fileprivate static let ownVariant = FlowAttribute(
        FlowAttribute.variant, field: FlowAttribute.variant)

    /// By what numbers can be broken down: also by the variant that the caller was given, which is
    /// recorded with a subject's first event whatever the flow's file lists (D4). In this order
    /// rows of journeys hold them.
    public var countedAttributes: [FlowAttribute] {
        let isNamed = attributes.contains { $0.name == FlowAttribute.variant }
        return isNamed ? attributes : attributes + [Self.ownVariant]
    }

    private static let variantBytesMax = 64

    /// What a variant may be called, in words.
    package static let variantExpected =
        "1 to \(variantBytesMax) printable ASCII characters, no comma, and no space at either end"

    /// Whether a header can say it as one value: a comma stands between the values of a header that
    /// came several times (RFC 9110 section 5.3), and space around a value is none of it.
    package static func isVariant(_ name: String) -> Bool {
        (1...variantBytesMax).contains(name.utf8.count)
            && !name.hasPrefix(" ") && !name.hasSuffix(" ")
            && name.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: ",") }
    }
}

extension FlowVariants {
    /// The variant that a split gives a subject: always the same one, and over many subjects in
    /// the proportions of the weights.
    package static func variant(_ weights: [String: Int], flow: String, subject id: String)
        -> String?
    {
        let names = weights.keys.sorted()
        let total = names.reduce(0) { $0 + (weights[$1] ?? 0) }
        var place = Int(spread("\(flow) \(id)") % UInt64(max(total, 1)))
        for name in names {
            place -= weights[name] ?? 0
            if place < 0 { return name }
        }
        return names.last
    }

    /// FNV-1a over the bytes, then the finishing steps of MurmurHash3, so that ids that differ in
    /// their last digit spread evenly.
    private static func spread(_ text: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        hash = (hash ^ hash >> 33) &* 0xFF51_AFD7_ED55_8CCD
        hash = (hash ^ hash >> 33) &* 0xC4CE_B9FE_1A85_EC53
        return hash ^ hash >> 33
    }
}
