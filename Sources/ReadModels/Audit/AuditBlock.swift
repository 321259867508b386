import EventLog

/// The index of up to 65,536 events in a row: for each term the events that have it.
///
/// The newest block grows in memory; a full one goes into the file and never changes again.
struct AuditBlock: Sendable {
    /// As many as 16 bits tell apart.
    static let size: Int64 = 65_536
    /// No log is as long as so many blocks, and the key of a posting holds no higher number.
    static let numberMax = Int64(Int32.max) - 1

    /// Counted from 0: block 0 has the positions from 1 to 65,536.
    let number: Int64
    /// The last position that was taken in.
    private(set) var through: Int64
    /// For each term the places of its events in the block, from 0, ascending and each once.
    private(set) var postings: [AuditTerm: [UInt16]] = [:]

    init(number: Int64) {
        self.number = number
        through = number * Self.size
    }

    /// True when the next event belongs to another block.
    var isFull: Bool { through == (number + 1) * Self.size }

    /// The block that may hold a position.
    static func number(of position: Int64) -> Int64 { (position - 1) / size }

    /// The positions that a block may hold.
    static func positions(of number: Int64) -> ClosedRange<Int64> {
        let first = number * size + 1
        // A damaged file may have an event at the greatest integer.
        let (last, overflows) = first.addingReportingOverflow(size - 1)
        return first...(overflows ? .max : last)
    }

    /// Takes in the next event.
    mutating func add(_ terms: [AuditTerm], position: Int64) {
        precondition(position == through + 1 && !isFull, "a block takes events in order")
        through = position
        let place = UInt16(truncatingIfNeeded: position - number * Self.size - 1)
        for term in terms {
            let isNew = postings[term]?.last != place
            if isNew { postings[term, default: []].append(place) }
        }
    }
}

/// Places in a block, one bit each.
struct PlaceSet {
    private static let wordCount = Int(AuditBlock.size) / 64
    /// Bytes of a set that is stored bit by bit; a shorter one is a list of 16-bit places.
    private static let bitmapBytes = wordCount * 8

    /// 8 KB, whatever is in it; the lowest place is the lowest bit of the first word.
    private var words = [UInt64](repeating: 0, count: wordCount)
    /// Kept beside, so that nobody has to look at all words.
    private(set) var isEmpty = true

    /// Costs nothing when it is empty already.
    mutating func removeAll() {
        if isEmpty { return }
        for index in words.indices { words[index] = 0 }
        isEmpty = true
    }

    func contains(_ place: UInt16) -> Bool {
        words[Int(place >> 6)] & 1 << UInt64(place & 63) != 0
    }

    mutating func insert(_ place: UInt16) {
        words[Int(place >> 6)] |= 1 << UInt64(place & 63)
        isEmpty = false
    }

    mutating func insert(_ places: [UInt16]) { for place in places { insert(place) } }

    /// Keeps the places that both have.
    mutating func formIntersection(_ other: PlaceSet) {
        var all: UInt64 = 0
        for index in words.indices {
            words[index] &= other.words[index]
            all |= words[index]
        }
        isEmpty = all == 0
    }

    /// Visits the places in order until `body` answers false.
    func walk(_ order: EventOrder, _ body: (UInt16) throws -> Bool) rethrows {
        if isEmpty { return }
        for step in words.indices {
            let index = order == .oldestFirst ? step : Self.wordCount - 1 - step
            var word = words[index]
            while word != 0 {
                let bit =
                    order == .oldestFirst
                    ? word.trailingZeroBitCount : 63 - word.leadingZeroBitCount
                word &= ~(1 << UInt64(bit))
                if try !body(UInt16(index * 64 + bit)) { return }
            }
        }
    }

    // MARK: Bytes

    /// A list of places, least significant byte first, or the bits where those take no more.
    static func encode(_ places: [UInt16]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(places.count * 2, bitmapBytes))
        if places.count * 2 < bitmapBytes {
            for place in places {
                bytes.append(UInt8(truncatingIfNeeded: place))
                bytes.append(UInt8(place >> 8))
            }
            return bytes
        }
        var set = PlaceSet()
        set.insert(places)
        for word in set.words {
            for shift in stride(from: UInt64(0), to: 64, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
        return bytes
    }

    /// Adds what `encode` made; bytes that it cannot have made add nothing that is not a place.
    mutating func insert(encoded bytes: UnsafeRawBufferPointer) {
        guard bytes.count == Self.bitmapBytes else {
            for index in 0..<bytes.count / 2 {
                insert(
                    UInt16(
                        littleEndian: unsafe bytes.loadUnaligned(
                            fromByteOffset: index * 2, as: UInt16.self)))
            }
            return
        }
        var all: UInt64 = 0
        for index in words.indices {
            words[index] |= UInt64(
                littleEndian: unsafe bytes.loadUnaligned(
                    fromByteOffset: index * 8, as: UInt64.self))
            all |= words[index]
        }
        isEmpty = all == 0
    }
}
