import Time

/// What kept rows are held against before anybody counts with them, whatever their digest says.
extension JourneyRows {
    /// What an event's time can be.
    private static let times = Timestamp.earliest.milliseconds...Timestamp.latest.milliseconds

    /// Whether the blocks are as many as were kept, each full but the last.
    func isWhole(rowCount: Int, fullCount: Int) -> Bool {
        let whole = Self.blockRows * layout.width
        let isEven = blocks.dropLast().allSatisfy { $0.count == whole }
        let last = blocks.last?.count ?? whole
        let isLastEven = (1...whole).contains(last) && last % layout.width == 0
        return isEven && isLastEven && count == rowCount && full.count == fullCount
    }

    /// Whether all that rows and full journeys name is there: streams, stages, exits, full journeys
    /// and attributes' texts, at times that an event can have.
    ///
    /// - Parameter streamMax: no stream has a higher number.
    func isWithin(textCounts: [Int], streamMax: Int64) -> Bool {
        var isWithin = full.allSatisfy { $0.entries.allSatisfy { isPossible($0) } }
        forEachBlock { _, words, rowCount in
            for base in stride(from: 0, to: rowCount * layout.width, by: layout.width) {
                let streamID = Int64(words[base + Layout.stream])
                isWithin = isWithin && streamID >= 1 && streamID <= streamMax
                isWithin = isWithin && isPossibleRow(words, base)
                for (place, count) in textCounts.enumerated() {
                    isWithin = isWithin && words[base + layout.attribute(place)] <= count
                }
            }
        }
        return isWithin
    }

    private func isPossible(_ entry: JourneyEntry) -> Bool {
        guard Self.times.contains(entry.time) else { return false }
        if let stage = entry.stage { return stage < layout.stageCount }
        if let exit = entry.exit ?? entry.exitTakenBack { return exit < layout.exitCount }
        return true
    }

    private func isPossibleRow(_ words: Span<UInt32>, _ base: Int) -> Bool {
        let header = Header(words[base + Layout.flags])
        guard header.hasForm else { return false }
        switch header.form {
        case .empty: return true
        case .packed: return isPossibleWay(header, words, base)
        case .full: return words[base + Layout.startLow] < full.count
        }
    }

    /// A packed row's way: its flags must say of the stages what their words say.
    private func isPossibleWay(_ header: Header, _ words: Span<UInt32>, _ base: Int) -> Bool {
        let start = JourneyWalk.start(words, base)
        guard header.lastStage < layout.stageCount, (header.exit ?? -1) < layout.exitCount,
            Self.times.contains(start)
        else { return false }
        var noted = Header(0)
        noted.note(stage: 0)
        var time = start
        for stage in 1..<layout.stageCount {
            let word = words[base + layout.delta(stage)]
            if word == Self.never { continue }
            time += Int64(word & ~Self.betweenBit)
            noted.note(stage: stage)
            noted.lastStage = stage
        }
        return noted.stages == header.stages && noted.lastStage == header.lastStage
            && Self.times.contains(time + Int64(words[base + layout.exitDelta]))
    }
}
