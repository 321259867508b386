/// Chance that is the same each time (SplitMix64, Steele and others 2014).
struct DemoRandom: RandomNumberGenerator, Sendable {
    /// Over how many days people begin. Sessions live one, so that of seven most of those who left
    /// are seen to be lost.
    static let days: Int64 = 7

    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// From 0 to `bound - 1`.
    mutating func number(below bound: Int64) -> Int64 { Int64(next() % UInt64(bound)) }

    /// Both ends included.
    mutating func seconds(_ least: Int64, _ most: Int64) -> Int64 {
        least + number(below: most - least + 1)
    }

    /// - Parameter chance: from 0 to 1.
    mutating func happens(_ chance: Double) -> Bool {
        Double(next() >> 11) / 0x1p53 < chance
    }

    mutating func pick(_ words: [String]) -> String { words[Int(next() % UInt64(words.count))] }

    /// A moment of the demo's days, early enough for `hours` to follow on the same day.
    mutating func start(hours: Int64) -> Int64 {
        number(below: Self.days) * 86_400 + number(below: 86_400 - hours * 3600)
    }

    /// Country and currency belong together; the index makes the email unique.
    mutating func person(_ index: Int) -> DemoPerson {
        let place = pick([
            "DE EUR", "FR EUR", "NL EUR", "GB GBP", "US USD", "US USD", "CA CAD", "JP JPY",
        ]).split(separator: " ")
        return DemoPerson(
            index: index,
            given: pick([
                "Ada", "Alan", "Barbara", "Dennis", "Edsger", "Frances", "Grace", "Hedy", "Jean",
                "Katherine", "Ken", "Margaret", "Radia", "Sophie", "Tim",
            ]),
            family: pick([
                "Allen", "Byron", "Dubois", "Fischer", "Goldberg", "Hamilton", "Ito", "Jansen",
                "Keller", "Lindqvist", "Moreau", "Novak", "Perlman", "Rossi", "Wilson",
            ]),
            business: pick(["Bakery", "Books", "Cycles", "Design", "Garden", "Studio", "Tools"]),
            country: String(place[0]), currency: String(place[1]))
    }
}
