/// One flow's subjects as rows of 32-bit words, packed one behind the other.
///
/// A packed row holds a journey in which every stage was entered at most once, in order, and whose
/// exit, if any, came last: the start, how long each stage took from the one before, and whether
/// anything else happened between. Eight stages and three attributes make fifteen words. All other
/// journeys are kept in full beside the rows.
struct JourneyRows {
    /// How a row holds its subject's journey.
    enum Form: UInt32 {
        /// Nothing that the flow names has happened yet.
        case empty
        /// The journey is in the row's own words.
        case packed
        /// The journey is in `full`.
        case full
    }

    /// Where a row's words stand.
    struct Layout: Sendable {
        let stageCount: Int
        let exitCount: Int
        let attributeCount: Int

        /// The subject's own stream, by the log's integer.
        static let stream = 0
        /// The start in milliseconds, its lower half; of a full journey its number; of an empty row
        /// when something else last happened.
        static let startLow = 1
        /// The start's upper half.
        static let startHigh = 2
        /// A `Header`.
        static let flags = 3

        var width: Int { 4 + stageCount + attributeCount }
        /// - Precondition: the stage is not the first.
        func delta(_ stage: Int) -> Int { 3 + stage }
        var exitDelta: Int { 3 + stageCount }
        /// Where the number of an attribute's text stands; 0 there stands for none.
        func attribute(_ index: Int) -> Int { 4 + stageCount + index }
    }

    /// A stage that was not entered.
    static let never = UInt32.max
    /// Set in a stage's word when something else happened since the stage before.
    static let betweenBit: UInt32 = 1 << 31
    /// Longer ways, some 24 days, do not fit a word.
    static let deltaMax: Int64 = Int64(betweenBit) - 2
    /// Rows in a block: what is kept, and changes, as a whole.
    static let blockRows = 8192

    let layout: Layout
    /// How many rows there are.
    var count = 0
    /// Journeys that fit no row; a row says which is its own.
    var full: [FullJourney] = []
    /// No event is later.
    var latestTime = Int64.min
    /// Each of `blockRows` rows, but the last.
    var blocks: [[UInt32]] = []
    /// Blocks of rows that changed since they were kept.
    var changedBlocks: Set<Int> = []
    /// The same of full journeys, as many to a block.
    var changedFull: Set<Int> = []
    /// Spares looking at the set for each word.
    var lastChanged = -1

    init(stageCount: Int, exitCount: Int, attributeCount: Int) {
        layout = Layout(
            stageCount: stageCount, exitCount: exitCount, attributeCount: attributeCount)
    }

    /// What the rows and the full journeys take.
    var byteCount: Int {
        blocks.count * Self.blockRows * layout.width * 4
            + full.reduce(0) {
                $0 + MemoryLayout<FullJourney>.stride + 32
                    + $1.entries.capacity * MemoryLayout<JourneyEntry>.stride
            }
    }

    // MARK: Words

    /// Writing a word notes that its block changed.
    subscript(row: Int, word: Int) -> UInt32 {
        get { blocks[row / Self.blockRows][row % Self.blockRows * layout.width + word] }
        set {
            let number = row / Self.blockRows
            blocks[number][row % Self.blockRows * layout.width + word] = newValue
            if number != lastChanged { note(number) }
        }
    }

    private mutating func note(_ number: Int) {
        lastChanged = number
        changedBlocks.insert(number)
    }

    /// Adds an empty row for the subject of a stream.
    mutating func append(streamID: Int64) -> Int {
        if count % Self.blockRows == 0 {
            blocks.append([])
            blocks[blocks.count - 1].reserveCapacity(Self.blockRows * layout.width)
        }
        let last = blocks.count - 1
        blocks[last].append(UInt32(streamID))
        for word in 1..<layout.width {
            let isDelta = word > Layout.flags && word < layout.exitDelta
            blocks[last].append(isDelta ? Self.never : 0)
        }
        count += 1
        note(last)
        return count - 1
    }

    /// True while nothing that the flow names has happened to the subject.
    func isEmpty(_ row: Int) -> Bool { Header(self[row, Layout.flags]).form == .empty }

    /// Whether the subject was at a later stage than one.
    func hasStage(beyond stage: Int, _ row: Int) -> Bool {
        let header = Header(self[row, Layout.flags])
        return switch header.form {
        case .empty: false
        case .packed: header.lastStage > stage
        case .full:
            full[Int(self[row, Layout.startLow])].entries.contains { $0.stage ?? 0 > stage }
        }
    }

    /// The subject's own stream.
    func streamID(_ row: Int) -> Int64 { Int64(self[row, Layout.stream]) }

    mutating func setStreamID(_ streamID: Int64, of row: Int) {
        self[row, Layout.stream] = UInt32(streamID)
    }

    func attribute(_ index: Int, of row: Int) -> UInt32 { self[row, layout.attribute(index)] }

    mutating func setAttribute(_ index: Int, of row: Int, to code: UInt32) {
        self[row, layout.attribute(index)] = code
    }

    /// Lends each block's words with how many rows they hold, in the order of the rows.
    func forEachBlock(_ body: (_ firstRow: Int, _ words: Span<UInt32>, _ rowCount: Int) -> Void) {
        for (number, block) in blocks.enumerated() {
            let firstRow = number * Self.blockRows
            body(firstRow, block.span, min(count - firstRow, Self.blockRows))
        }
    }

    // MARK: Entries

    /// Takes a subject's next event by position; false when it is older than what the row has, so
    /// that the subject's journey must be given anew, in full.
    mutating func add(_ entry: JourneyEntry, to row: Int, isOptional: [Bool]) -> Bool {
        var header = Header(self[row, Layout.flags])
        switch header.form {
        case .empty:
            if entry.exitTakenBack != nil { return true }
            if entry.code == JourneyEntry.other {
                noteOther(row, &header, at: entry.time)
                return true
            }
            // Something else happened later: it stands behind what comes only now.
            if header.hasOtherSince, entry.time < start(row) { return false }
            latestTime = max(latestTime, entry.time)
            if entry.code == 0 {
                begin(row, at: entry.time)
            } else {
                keepInFull(row, FullJourney(), adding: entry)
            }
            return true
        case .packed:
            let last = lastTime(row, header)
            if entry.time < last || isUncertain(row, header, entry, last) { return false }
            latestTime = max(latestTime, entry.time)
            if extend(row, &header, by: entry, after: last, isOptional) {
                self[row, Layout.flags] = header.word
            } else {
                keepInFull(row, unpacked(row, header), adding: entry)
            }
            return true
        case .full:
            let index = Int(self[row, Layout.startLow])
            if let last = full[index].entries.last, entry.time < last.time { return false }
            latestTime = max(latestTime, entry.time)
            full[index].add(entry)
            changedFull.insert(index / Self.blockRows)
            return true
        }
    }

    /// Takes a subject's whole journey in place of what the row has.
    mutating func replace(_ row: Int, by journey: FullJourney) {
        latestTime = journey.entries.reduce(latestTime) { max($0, $1.time) }
        if Header(self[row, Layout.flags]).form == .full {
            let index = Int(self[row, Layout.startLow])
            full[index] = journey
            changedFull.insert(index / Self.blockRows)
        } else {
            keep(row, inFull: journey)
        }
    }

    /// Remembers in an empty row when something last happened that the flow does not name.
    private mutating func noteOther(_ row: Int, _ header: inout Header, at time: Int64) {
        if header.hasOtherSince, start(row) >= time { return }
        setStart(row, time)
        header.hasOtherSince = true
        self[row, Layout.flags] = header.word
    }

    /// True when the row does not tell on which side of something else the entry stands.
    private func isUncertain(
        _ row: Int, _ header: Header, _ entry: JourneyEntry, _ last: Int64
    ) -> Bool {
        guard header.hasOtherSince, entry.code != JourneyEntry.other else { return false }
        return header.exit != nil || entry.time < last + Int64(self[row, layout.exitDelta])
    }

    private mutating func setStart(_ row: Int, _ time: Int64) {
        let bits = UInt64(bitPattern: time)
        self[row, Layout.startLow] = UInt32(truncatingIfNeeded: bits)
        self[row, Layout.startHigh] = UInt32(truncatingIfNeeded: bits >> 32)
    }

    /// Makes an empty row a packed one, at the first stage.
    private mutating func begin(_ row: Int, at time: Int64) {
        setStart(row, time)
        var header = Header(0)
        header.form = .packed
        header.note(stage: 0)
        self[row, Layout.flags] = header.word
    }

    /// Of a packed row; in an empty one the same words say when something else last happened.
    func start(_ row: Int) -> Int64 {
        Int64(
            bitPattern: UInt64(self[row, Layout.startLow])
                | UInt64(self[row, Layout.startHigh]) << 32)
    }

    /// When a packed row's last stage or exit was entered.
    private func lastTime(_ row: Int, _ header: Header) -> Int64 {
        var time = start(row)
        for stage in 1..<max(header.lastStage + 1, 1) {
            let word = self[row, layout.delta(stage)]
            if word != Self.never { time += Int64(word & ~Self.betweenBit) }
        }
        return header.exit == nil ? time : time + Int64(self[row, layout.exitDelta])
    }

    /// False when the row cannot hold the entry.
    private mutating func extend(
        _ row: Int, _ header: inout Header, by entry: JourneyEntry, after last: Int64,
        _ isOptional: [Bool]
    ) -> Bool {
        // Where another exit was taken, or none, nothing happens by taking one back.
        if let exit = entry.exitTakenBack { return header.exit != exit }
        let delta = entry.time - last
        guard delta <= Self.deltaMax else { return false }
        if entry.code == JourneyEntry.other {
            // Until there is an exit, its word says how late something else happened.
            if header.exit == nil {
                self[row, layout.exitDelta] = max(self[row, layout.exitDelta], UInt32(delta))
            }
            header.hasOtherSince = true
            return true
        }
        guard header.exit == nil else { return false }
        if let exit = entry.exit {
            self[row, layout.exitDelta] = UInt32(delta)
            header.exit = exit
            header.hasOtherSince = false
            return true
        }
        let (stage, before) = (Int(entry.code), header.lastStage)
        guard stage > before, isOptional[(before + 1)..<stage].allSatisfy({ $0 }) else {
            return false
        }
        self[row, layout.delta(stage)] =
            UInt32(delta) | (header.hasOtherSince ? Self.betweenBit : 0)
        self[row, layout.exitDelta] = 0
        header.lastStage = stage
        header.note(stage: stage)
        header.hasOtherSince = false
        return true
    }

    /// Moves a journey that fits its row no more beside the rows.
    private mutating func keepInFull(
        _ row: Int, _ journey: consuming FullJourney, adding entry: JourneyEntry
    ) {
        journey.add(entry)
        keep(row, inFull: journey)
    }

    /// The row keeps its stream and attributes, and from now on points to the journey.
    private mutating func keep(_ row: Int, inFull journey: FullJourney) {
        var header = Header(0)
        header.form = .full
        self[row, Layout.flags] = header.word
        self[row, Layout.startLow] = UInt32(full.count)
        changedFull.insert(full.count / Self.blockRows)
        full.append(journey)
    }

    /// A packed row's entries. When exactly something else happened is not known: only that it was
    /// between two entries, which is all that counts while events come in order.
    ///
    /// - Precondition: stages and exit are ones that there are.
    func unpacked(_ row: Int, _ header: Header) -> FullJourney {
        var journey = FullJourney()
        var time = start(row)
        journey.add(JourneyEntry(time: time, code: 0))
        for stage in 1..<max(header.lastStage + 1, 1) {
            let word = self[row, layout.delta(stage)]
            if word == Self.never { continue }
            time += Int64(word & ~Self.betweenBit)
            if word & Self.betweenBit != 0 {
                journey.add(JourneyEntry(time: time, code: JourneyEntry.other))
            }
            journey.add(JourneyEntry(time: time, code: UInt8(stage)))
        }
        if let exit = header.exit {
            time += Int64(self[row, layout.exitDelta])
            journey.add(
                JourneyEntry(time: time, code: JourneyEntry.firstExitCode + UInt8(exit)))
        }
        if header.hasOtherSince {
            let time = header.exit == nil ? time + Int64(self[row, layout.exitDelta]) : time
            journey.add(JourneyEntry(time: time, code: JourneyEntry.other))
        }
        return journey
    }

    /// A row's flags.
    struct Header {
        /// From the lowest bit: form (2), other since (1), exit (8 to 15), last stage (16 to 23),
        /// stages (24 to 31).
        private(set) var word: UInt32

        init(_ word: UInt32) { self.word = word }

        var form: Form {
            get { Form(rawValue: word & 3) ?? .empty }
            set { word = word & ~3 | newValue.rawValue }
        }

        /// False for bits that stand for no form.
        var hasForm: Bool { Form(rawValue: word & 3) != nil }

        /// True when something that the flow does not name happened behind the last entry.
        var hasOtherSince: Bool {
            get { word & 4 != 0 }
            set { word = newValue ? word | 4 : word & ~4 }
        }

        var exit: Int? {
            get {
                let number = word >> 8 & 0xFF
                return number == 0 ? nil : Int(number) - 1
            }
            set { word = word & ~0xFF00 | UInt32((newValue ?? -1) + 1) << 8 }
        }

        /// The first eight stages that were entered, the first one in the lowest bit.
        var stages: UInt64 { UInt64(word >> 24) }

        /// Later stages have their words only.
        mutating func note(stage: Int) { if stage < 8 { word |= 1 << UInt32(24 + stage) } }

        /// Of a packed row: the last stage that was entered.
        var lastStage: Int {
            get { Int(word >> 16 & 0xFF) }
            set { word = word & ~0xFF_0000 | UInt32(newValue) << 16 }
        }
    }
}
