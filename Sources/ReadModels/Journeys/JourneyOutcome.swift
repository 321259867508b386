/// What became of one subject under a question.
struct JourneyOutcome {
    /// The subject's row.
    var row = 0
    /// The stages that were reached, the first one in the lowest bit; never empty.
    var reached: UInt64 = 1
    /// When the subject entered the first stage, by the latest start.
    var enteredAt: Int64 = 0
    /// When the path that reached the furthest stage began.
    var startedAt: Int64 = 0
    /// The exit that the subject is gone by, as of the question's present; nil for none.
    var exit: Int?
    /// Whether who stopped may still go on; means nothing for who reached the last stage.
    var isOpen = false
    /// True when the journey is not in the row but in the walk's path.
    var isFull = false

    /// The last stage in the flow's order that was reached.
    var furthest: Int { 63 - reached.leadingZeroBitCount }

    func hasReached(_ stage: Int) -> Bool { reached >> UInt64(stage) & 1 == 1 }
}

/// Goes through a flow's subjects and finds what became of each.
struct JourneyWalk {
    private let rows: JourneyRows
    private let plan: FunnelPlan
    /// True when nothing cuts a packed journey's end off, so that its flags tell all.
    private let isUncut: Bool
    /// What the last journey that was not packed came to.
    let path: FunnelPath

    init(_ index: JourneyIndex, _ plan: FunnelPlan) {
        rows = index.rows
        self.plan = plan
        isUncut =
            rows.layout.stageCount <= 8 && plan.order != .strict && plan.bounds.window == .max
            && rows.latestTime <= plan.bounds.asOf
        path = FunnelPath(isOptional: index.isOptional)
    }

    /// Calls `body` for each subject that entered the flow and that the filters let through, in
    /// the order of rows, with its words and where they begin.
    ///
    /// - Parameter includesFull: false passes over the journeys that are not packed.
    @inline(__always)
    func forEach(includesFull: Bool = true, _ body: (JourneyOutcome, Span<UInt32>, Int) -> Void) {
        let (layout, width) = (rows.layout, rows.layout.width)
        rows.forEachBlock { firstRow, words, rowCount in
            for number in 0..<rowCount {
                let base = number * width
                guard passes(words, base, layout) else { continue }
                let header = JourneyRows.Header(words[base + JourneyRows.Layout.flags])
                var outcome: JourneyOutcome?
                switch header.form {
                case .empty: continue
                case .packed: outcome = packed(header, words, base, layout)
                case .full: outcome = includesFull ? full(words, base) : nil
                }
                guard var outcome else { continue }
                outcome.row = firstRow + number
                body(outcome, words, base)
            }
        }
    }

    /// Whether all filters let the row through.
    @inline(__always)
    private func passes(_ words: Span<UInt32>, _ base: Int, _ layout: JourneyRows.Layout) -> Bool {
        for filter in plan.filters
        where !filter.codes.contains(words[base + layout.attribute(filter.attribute)]) {
            return false
        }
        return true
    }

    /// A packed journey has one start and its stages in order, so that a bound cuts off its end.
    @inline(__always)
    private func packed(
        _ header: JourneyRows.Header, _ words: Span<UInt32>, _ base: Int,
        _ layout: JourneyRows.Layout
    ) -> JourneyOutcome? {
        let start = Self.start(words, base)
        guard plan.bounds.holds(start: start) else { return nil }
        if isUncut {
            return JourneyOutcome(
                reached: header.stages, enteredAt: start, startedAt: start, exit: header.exit,
                isOpen: plan.isOpen(startedAt: start, exit: header.exit))
        }
        let end = plan.bounds.end(ofStart: start)
        var (reached, time, isCut) = (UInt64(1), start, false)
        let last = header.lastStage
        var stage = 1
        while stage <= last {
            let word = words[base + layout.delta(stage)]
            if word != JourneyRows.never {
                time += Int64(word & ~JourneyRows.betweenBit)
                if !isCut {
                    isCut =
                        time > end
                        || (plan.order == .strict && word & JourneyRows.betweenBit != 0)
                    if !isCut { reached |= 1 << UInt64(stage) }
                }
            }
            stage += 1
        }
        var exit = header.exit
        if exit != nil, time + Int64(words[base + layout.exitDelta]) > plan.bounds.asOf {
            exit = nil
        }
        return JourneyOutcome(
            reached: reached, enteredAt: start, startedAt: start, exit: exit,
            isOpen: plan.isOpen(startedAt: start, exit: exit))
    }

    @inline(__always)
    static func start(_ words: Span<UInt32>, _ base: Int) -> Int64 {
        Int64(
            bitPattern: UInt64(words[base + JourneyRows.Layout.startLow])
                | UInt64(words[base + JourneyRows.Layout.startHigh]) << 32)
    }

    /// Follows a journey that is not packed; leaves its steps in `path`.
    private func full(_ words: Span<UInt32>, _ base: Int) -> JourneyOutcome? {
        let journey = rows.full[Int(words[base + JourneyRows.Layout.startLow])]
        path.follow(journey, plan.order, plan.bounds)
        guard let entered = path.lastStart else { return nil }
        var reached: UInt64 = 0
        var startedAt = entered
        for (stage, step) in path.steps.enumerated() {
            guard let step else { continue }
            reached |= 1 << UInt64(stage)
            startedAt = step.startTime
        }
        return JourneyOutcome(
            reached: reached, enteredAt: entered, startedAt: startedAt, exit: path.exit,
            isOpen: plan.isOpen(startedAt: startedAt, exit: path.exit), isFull: true)
    }
}
