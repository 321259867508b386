/// Which row each stream's events go to, in a third of a byte for each stream.
///
/// Streams are numbered as they begin and get their rows in that order: two bits for each say
/// whether it was looked at and whether it has a row, and counting the bits before it says which.
/// Rows that are given in another order stand in a table of their own.
struct StreamRows {
    /// A bit for each stream.
    private var isLookedAt: [UInt64] = []
    /// A bit for each stream whose row is in order.
    private var hasRow: [UInt64] = []
    /// How many rows the words before have.
    private var rowsBefore: [UInt32] = []
    /// The row that the next stream in order gets.
    private var inOrderCount = 0
    private var lastInOrder = -1
    /// Streams whose rows are not in order: linked ones, and those that were looked at late.
    private var others: [Int64: Int32] = [:]

    var byteCount: Int {
        (isLookedAt.capacity + hasRow.capacity) * 8 + rowsBefore.capacity * 4
            + others.capacity * 16
    }

    /// False while nobody asked for the stream's row yet.
    func isLookedAt(_ streamID: Int64) -> Bool {
        let (word, bit) = Self.place(streamID)
        return isLookedAt.indices.contains(word) && isLookedAt[word] & bit != 0
    }

    /// Nil for a stream that was not looked at, or has no row.
    subscript(streamID: Int64) -> Int? {
        let (word, bit) = Self.place(streamID)
        if hasRow.indices.contains(word), hasRow[word] & bit != 0 {
            return Int(rowsBefore[word]) + (hasRow[word] & (bit - 1)).nonzeroBitCount
        }
        return others.isEmpty ? nil : others[streamID].map { Int($0) }
    }

    /// Remembers a stream's row, or that it has none.
    mutating func note(_ streamID: Int64, _ row: Int?) {
        let (word, bit) = Self.place(streamID)
        while isLookedAt.count <= word {
            isLookedAt.append(0)
            hasRow.append(0)
            rowsBefore.append(UInt32(inOrderCount))
        }
        isLookedAt[word] |= bit
        guard let row else { return }
        guard row == inOrderCount, Int(streamID) > lastInOrder else {
            others[streamID] = Int32(row)
            return
        }
        // Words that only streams without rows have filled so far.
        for later in stride(from: hasRow.count - 1, to: word, by: -1) {
            rowsBefore[later] = UInt32(inOrderCount + 1)
        }
        hasRow[word] |= bit
        inOrderCount += 1
        lastInOrder = Int(streamID)
    }

    private static func place(_ streamID: Int64) -> (word: Int, bit: UInt64) {
        (Int(streamID >> 6), 1 << UInt64(streamID & 63))
    }
}
