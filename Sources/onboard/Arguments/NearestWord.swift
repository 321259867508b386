/// Finds what somebody probably meant to type.
enum NearestWord {
    /// Longer words are no slips of the finger, and comparing them would take long.
    private static let lengthMax = 48

    /// The candidate closest to `word`, the first of equals; nil when none is close.
    ///
    /// Capitals do not count. A word that begins a candidate counts as close, however much is
    /// missing.
    static func among(_ candidates: [String], to word: String) -> String? {
        guard !word.isEmpty, word.utf8.count <= lengthMax else { return nil }
        let word = word.lowercased()
        let longer = candidates.first { $0.lowercased().hasPrefix(word) }
        if word.utf8.count > 2, let longer { return longer }
        let ranked = candidates.map { (candidate: $0, distance: distance(word, $0.lowercased())) }
        let close = ranked.filter { candidate, distance in
            distance <= max((max(word.count, candidate.count) + 1) / 3, 1)
                && distance < max(word.count, candidate.count)
        }
        return close.min { $0.distance < $1.distance }?.candidate
    }

    /// How many letters were added, left out, mistaken or swapped with their neighbour (optimal
    /// string alignment).
    static func distance(_ first: String, _ second: String) -> Int {
        let (a, b) = (Array(first), Array(second))
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var least = min(
                    last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    least = min(least, beforeLast[j - 1] + 1)
                }
                row.append(least)
            }
            (beforeLast, last) = (last, row)
        }
        return last[b.count]
    }
}
