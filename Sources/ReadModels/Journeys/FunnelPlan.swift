import Time

/// A question about a flow's journeys, with its names looked up and its bounds as numbers.
struct FunnelPlan {
    /// Attributes that may group, beside a cohort.
    static let attributesMax = 2
    /// A question that comes to more is refused.
    static let cohortsMax = 1000

    /// An attribute that groups: by its values, or by bands of numbers so wide.
    struct Grouping {
        let attribute: Int
        let bandWidth: Double?
    }

    /// How stages must follow each other.
    let order: StageOrder
    /// In milliseconds, with the extremes for what is not bounded.
    let bounds: FunnelPath.Bounds
    /// How long a subject that stopped is open; nil: for ever.
    let openMilliseconds: Int64?
    /// For each filtered attribute the numbers that its value may have.
    let filters: [(attribute: Int, codes: Set<UInt32>)]
    /// Two at most, in the order of the question.
    let by: [Grouping]
    /// Nil without cohorts.
    let cohort: CohortCalendar?

    /// Without groups there is one slot, and nothing is looked up for a row.
    var hasGroups: Bool { !by.isEmpty || cohort != nil }

    init(_ query: FunnelQuery, _ index: JourneyIndex, asOf: Timestamp) throws(FunnelRefusal) {
        if let since = query.since, let until = query.until, until <= since {
            throw .reversedRange
        }
        order = query.order
        bounds = FunnelPath.Bounds(
            since: query.since?.milliseconds ?? .min, until: query.until?.milliseconds ?? .max,
            window: query.windowMilliseconds ?? .max, asOf: asOf.milliseconds)
        openMilliseconds =
            query.windowMilliseconds ?? index.declaration.expiry?.milliseconds
        guard query.by.count <= Self.attributesMax else { throw .tooManyAttributes }
        by = try query.by.map { name throws(FunnelRefusal) in
            try Self.grouping(name, index)
        }
        // Its values and its bands say the same thing twice.
        if by.count == 2, by[0].attribute == by[1].attribute {
            throw .repeatedAttribute(index.attributes[by[0].attribute].name)
        }
        cohort = try query.cohort.map { period throws(FunnelRefusal) in
            try CohortCalendar(period, zone: query.zone)
        }
        if query.cohort == nil { _ = try CohortCalendar(.day, zone: query.zone) }
        if query.key != nil, query.by.isEmpty, query.cohort == nil { throw .keyWithoutGroups }
        filters = try Self.filters(query.filters, index)
    }

    /// `amount`, or `amount:5000` for bands; an attribute that is itself called so goes first.
    private static func grouping(_ name: String, _ index: JourneyIndex) throws(FunnelRefusal)
        -> Grouping
    {
        let known = index.attributes.map(\.name)
        guard !known.contains(name), let colon = name.lastIndex(of: ":") else {
            return Grouping(attribute: try attribute(name, index), bandWidth: nil)
        }
        let (banded, text) = (String(name[..<colon]), name[name.index(after: colon)...])
        guard let width = Double(text), width > 0, width.isFinite else {
            throw known.contains(banded)
                ? .wrongBandWidth(banded, width: String(text))
                : .unknownAttribute(name, known: known)
        }
        return Grouping(attribute: try attribute(banded, index), bandWidth: width)
    }

    /// The attribute's place in the declaration, and in rows.
    private static func attribute(_ name: String, _ index: JourneyIndex) throws(FunnelRefusal)
        -> Int
    {
        let known = index.attributes.map(\.name)
        guard let place = known.firstIndex(of: name) else {
            throw .unknownAttribute(name, known: known)
        }
        return place
    }

    /// Of several values of one attribute any may hold; of several attributes all must.
    private static func filters(_ filters: [AttributeFilter], _ index: JourneyIndex)
        throws(FunnelRefusal) -> [(attribute: Int, codes: Set<UInt32>)]
    {
        var codes: [Int: Set<UInt32>] = [:]
        for filter in filters {
            let place = try attribute(filter.attribute, index)
            let code = filter.value.isEmpty ? 0 : index.attributeTexts[place].known(filter.value)
            var known = codes[place] ?? []
            if let code { known.insert(code) }
            codes[place] = known
        }
        return codes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Whether a subject that stopped may still go on.
    func isOpen(startedAt start: Int64, exit: Int?) -> Bool {
        guard exit == nil else { return false }
        guard let openMilliseconds else { return true }
        return bounds.asOf - start <= openMilliseconds
    }
}
