import JSON

/// The groups into which a question divides subjects: each combination of a cohort and of values
/// that somebody has gets a slot, in the order in which they are met.
struct FunnelGroups {
    /// More values than this are counted together as others.
    static let shownMax = 50
    /// What names those that are counted together.
    static let othersKey = "other"
    /// Combinations below this are found by a table of at most 16 MB.
    private static let denseMax = 1 << 22

    /// Where the grouping attributes stand in a row.
    private let by: [Int]
    /// How many values, or bands, each of them has.
    private let sizes: [Int]
    /// Their names by number; the first stands for no value.
    private let texts: [[String?]]
    /// For each attribute that is grouped by bands the band of each value; empty for others.
    private let bandOfCode: [[Int]]
    private var calendar: CohortCalendar?
    /// The first day of each cohort, in the order in which they are met.
    private var cohortDays: [Int] = []
    private var cohortByDay: [Int: Int] = [:]
    private var lastCohort = (day: Int.min, number: 0)
    /// The slot of each combination, and one; combinations past the dense ones are looked up.
    private var dense: [Int32] = []
    private var sparse: [Int: Int32] = [:]
    /// Of each slot: the cohort's number and the values' as digits of one number.
    private(set) var combinations: [Int] = []

    init(_ plan: FunnelPlan, _ index: JourneyIndex) {
        by = plan.by.map { index.rows.layout.attribute($0.attribute) }
        let bands = plan.by.map { by in
            AttributeBands(index.attributeTexts[by.attribute].texts, width: by.bandWidth)
        }
        texts = bands.map(\.names)
        bandOfCode = bands.map(\.bandOfCode)
        sizes = texts.map(\.count)
        calendar = plan.cohort
        let first = sizes.reduce(1, *)
        dense = Array(repeating: 0, count: min(first, Self.denseMax))
    }

    /// Asked after a walk: until then nobody knows how many there are.
    var isTooManyCohorts: Bool { cohortDays.count > FunnelPlan.cohortsMax }

    /// The slot of a row; a combination that is new gets the next one.
    @inline(__always)
    mutating func slot(_ enteredAt: Int64, _ words: Span<UInt32>, _ base: Int) -> Int {
        var combination = calendar == nil ? 0 : cohort(enteredAt)
        for (place, offset) in by.enumerated() {
            let code = Int(words[base + offset])
            let band = bandOfCode[place].isEmpty ? code : bandOfCode[place][code]
            combination = combination * sizes[place] + band
        }
        if combination < dense.count, dense[combination] != 0 {
            return Int(dense[combination]) - 1
        }
        return newOrSparseSlot(combination)
    }

    private mutating func newOrSparseSlot(_ combination: Int) -> Int {
        if let known = sparse[combination] { return Int(known) }
        let slot = combinations.count
        combinations.append(combination)
        if combination < Self.denseMax {
            if combination >= dense.count {
                let count = min(max(combination + 1, dense.count * 2), Self.denseMax)
                dense += Array(repeating: 0, count: count - dense.count)
            }
            dense[combination] = Int32(slot + 1)
        } else {
            sparse[combination] = Int32(slot)
        }
        return slot
    }

    /// The number of the cohort that an instant is in.
    private mutating func cohort(_ enteredAt: Int64) -> Int {
        let day = calendar?.firstDay(of: enteredAt) ?? 0
        if day == lastCohort.day { return lastCohort.number }
        let number = cohortByDay[day] ?? cohortDays.count
        if number == cohortDays.count {
            cohortByDay[day] = number
            cohortDays.append(day)
        }
        lastCohort = (day, number)
        return number
    }

    // MARK: Names

    /// What a slot's members have in common, the cohort first; nil for who has no value.
    func names(_ slot: Int) -> [String?] {
        var (rest, names) = (combinations[slot], [String?]())
        for place in by.indices.reversed() {
            names.append(texts[place][rest % sizes[place]])
            rest /= sizes[place]
        }
        if let calendar { names.append(calendar.name(firstDay: cohortDays[rest])) }
        return names.reversed()
    }

    /// Days since 1970-01-01; 0 without cohorts.
    private func cohortDay(_ slot: Int) -> Int {
        calendar == nil ? 0 : cohortDays[combinations[slot] / sizes.reduce(1, *)]
    }

    /// Which slots are shown, and in what order: cohorts by time, then the greater first.
    ///
    /// - Parameter subjects: how many each slot has.
    func choice(_ subjects: [Int]) -> GroupChoice {
        let slots = combinations.indices.filter { subjects[$0] > 0 }
        let names = Dictionary(uniqueKeysWithValues: slots.map { ($0, self.names($0)) })
        func precedes(_ a: Int, _ b: Int) -> Bool {
            let (first, second) = (names[a] ?? [], names[b] ?? [])
            if subjects[a] != subjects[b] { return subjects[a] > subjects[b] }
            for (a, b) in zip(first, second) where a != b {
                // Who has no value comes last.
                return (a ?? "\u{10FFFF}") < (b ?? "\u{10FFFF}")
            }
            return false
        }
        var shown = slots.sorted(by: precedes)
        var others: [Int] = []
        let limit = calendar == nil ? Self.shownMax : FunnelPlan.cohortsMax
        if shown.count > limit {
            // A value that is itself called so is among the others.
            let isNamedSo = { GroupChoice.key(names[$0] ?? []) == Self.othersKey }
            others = shown[limit...] + shown[..<limit].filter(isNamedSo)
            shown = shown[..<limit].filter { !isNamedSo($0) }
        }
        if calendar != nil {
            let rank = Dictionary(uniqueKeysWithValues: zip(shown, 0...))
            shown.sort {
                (cohortDay($0), rank[$0] ?? 0) < (cohortDay($1), rank[$1] ?? 0)
            }
        }
        return GroupChoice(
            shown: shown.map { ($0, names[$0] ?? []) }, others: others,
            slotCount: combinations.count)
    }
}

/// An attribute's values as groups: each by itself, or numbers in bands from one multiple of a
/// width to below the next.
private struct AttributeBands {
    /// By number; the first stands for no value.
    var names: [String?]
    /// Empty when each value is its own group.
    var bandOfCode: [Int] = []

    init(_ texts: [String?], width: Double?) {
        names = texts
        guard let width else { return }
        names = [nil]
        var places: [ExactText: Int] = [:]
        for text in texts {
            guard let text else {
                bandOfCode.append(0)
                continue
            }
            let name = Self.name(text, width)
            let place = places[ExactText(name)] ?? names.count
            if place == names.count {
                places[ExactText(name)] = place
                names.append(name)
            }
            bandOfCode.append(place)
        }
    }

    /// `5000-10000` holds 5000 and not 10000; what is no number stays what it is.
    private static func name(_ text: String, _ width: Double) -> String {
        // Swift reads `0x10` as a number, which JSON does not have.
        guard !text.utf8.contains(where: { $0 | 0x20 == UInt8(ascii: "x") }),
            let number = Double(text), number.isFinite
        else { return text }
        let bands = number / width
        // A multiple of a width such as 0.1 may come out a little lower than it is.
        let isMultiple = abs(bands - bands.rounded()) <= 4 * bands.ulp
        let band = isMultiple ? bands.rounded() : bands.rounded(.down)
        return "\(plain(band * width, width))-\(plain((band + 1) * width, width))"
    }

    /// A multiple of the width with as many decimals as that has at most; whole numbers without a
    /// point.
    private static func plain(_ number: Double, _ width: Double) -> String {
        if let whole = Int64(exactly: number) { return String(whole) }
        guard let point = "\(width)".split(separator: ".").last, point.count <= 9,
            point.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return "\(number)" }
        let scale = (0..<point.count).reduce(1.0) { scale, _ in scale * 10 }
        let rounded = (number * scale).rounded() / scale
        return Int64(exactly: rounded).map { String($0) } ?? "\(rounded)"
    }
}

/// The groups that are shown, and those that are counted together.
struct GroupChoice {
    /// The slots that are shown as one.
    struct Group {
        /// One name for each attribute, and the cohort's before them; empty for the others.
        let names: [String?]
        let slots: [Int]
    }

    /// In the order in which they are shown.
    private(set) var groups: [Group]
    /// The group that a slot's members are in; -1 for none.
    private(set) var groupOfSlot: [Int32]

    init(shown: [(slot: Int, names: [String?])], others: [Int], slotCount: Int) {
        groups = shown.map { Group(names: $0.names, slots: [$0.slot]) }
        if !others.isEmpty { groups.append(Group(names: [], slots: others)) }
        groupOfSlot = []
        number(slotCount)
    }

    private mutating func number(_ slotCount: Int) {
        groupOfSlot = Array(repeating: -1, count: slotCount)
        for (number, group) in groups.enumerated() {
            for slot in group.slots { groupOfSlot[slot] = Int32(number) }
        }
    }

    /// What a question names those by who have no value.
    static let none = "(none)"

    /// Only the group of a name, also where it is counted together with others; none when there is
    /// no such.
    ///
    /// - Parameter names: what a slot's members have in common.
    func only(_ key: String, _ names: (Int) -> [String?]) -> GroupChoice {
        var choice = self
        let asked = ExactText(key)
        func isAsked(_ key: String?) -> Bool { ExactText(key ?? Self.none) == asked }
        choice.groups = groups.filter { isAsked($0.key) }
        if choice.groups.isEmpty, let others = groups.last, others.isOthers,
            let slot = others.slots.first(where: { isAsked(Self.key(names($0))) })
        {
            choice.groups = [Group(names: names(slot), slots: [slot])]
        }
        choice.number(groupOfSlot.count)
        return choice
    }

    /// What names a group in a question, each group otherwise: in a value a comma between several
    /// and `(none)` have a backslash before them; nil for the one value that nobody has.
    static func key(_ names: [String?]) -> String? {
        if names.count == 1 { return names[0].map(escapedNone) }
        return names.map { name in
            guard let name else { return none }
            return escapedNone(
                name.replacing("\\", with: "\\\\").replacing(",", with: "\\,"))
        }.joined(separator: ",")
    }

    /// A value that is called as those are who have none is told from them, and so is one that
    /// begins with a backslash already.
    private static func escapedNone(_ name: String) -> String {
        name.drop { $0 == "\\" } == none ? "\\" + name : name
    }

    /// The value that a key of one attribute names.
    static func name(ofKey key: String) -> String {
        key.hasPrefix("\\") && key.drop { $0 == "\\" } == none ? String(key.dropFirst()) : key
    }
}

extension GroupChoice.Group {
    /// True for the group of those that are counted together.
    var isOthers: Bool { names.isEmpty }

    /// What names the group in a question: the only name, or all with commas between, escaped.
    var key: String? { isOthers ? FunnelGroups.othersKey : GroupChoice.key(names) }
}
