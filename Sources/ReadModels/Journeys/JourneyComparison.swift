import EventLog
import Onboarding

/// Walks kept journeys beside fresh ones, in the order in which their subjects began.
struct JourneyComparison {
    /// As the views' file has them.
    private let kept: JourneyIndex
    /// As the log tells them, up to the same position.
    private let fresh: JourneyIndex
    private let reader: LogReader

    init(_ kept: JourneyIndex, _ fresh: JourneyIndex, _ reader: LogReader) {
        (self.kept, self.fresh, self.reader) = (kept, fresh, reader)
    }

    /// - Throws: `JourneyDefect` for the first subject whose journey differs.
    func run() throws {
        for subject in 0..<fresh.rows.count { try compare(subject) }
        if kept.rows.count > fresh.rows.count {
            let stream = try reader.stream(kept.rows.streamID(fresh.rows.count))
            throw defect("the log has no such subject of this flow", stream)
        }
        guard kept.rows.latestTime == fresh.rows.latestTime,
            kept.rows.full.count == fresh.rows.full.count
        else { throw defect("they do not say how many they are, or until when") }
    }

    /// Way, attributes and link of one subject; rows stand in the order in which subjects began.
    private func compare(_ subject: Int) throws {
        let stream = try reader.stream(fresh.rows.streamID(subject))
        guard subject < kept.rows.count,
            kept.rows.streamID(subject) == fresh.rows.streamID(subject)
        else { throw defect("it has no journey in its place", stream, try lastEvent(of: subject)) }
        if !kept.rows.isSameWay(subject, as: fresh.rows) { try explain(subject, stream) }
        for (index, attribute) in fresh.attributes.enumerated() {
            let same = kept.text(index, of: subject) == fresh.text(index, of: subject)
            if same { continue }
            throw defect(
                "it differs from a fresh fold in the attribute \(attribute.name)", stream,
                try lastEvent(of: subject))
        }
        guard kept.subjects.linkedStreams[subject] == fresh.subjects.linkedStreams[subject] else {
            throw defect("it is linked to another stream", stream, try lastEvent(of: subject))
        }
    }

    /// Names the first entry that differs, and the event that it should come from.
    private func explain(_ subject: Int, _ stream: StreamID) throws {
        let expected = fresh.rows.entries(subject) ?? []
        guard let actual = kept.rows.entries(subject) else {
            throw defect("its journey cannot be read", stream, try lastEvent(of: subject))
        }
        let pairs = zip(expected, actual)
        let place = pairs.enumerated().first { $0.element.0 != $0.element.1 }?.offset
        let first = place ?? min(expected.count, actual.count)
        guard first < expected.count else {
            let surplus = first < actual.count ? ": \(name(of: actual[first])) is too much" : ""
            throw defect(
                "its journey is not what a fresh fold makes\(surplus)", stream,
                try lastEvent(of: subject))
        }
        throw defect(
            "its journey lacks, or has at another time, \(name(of: expected[first]))", stream,
            try event(of: subject, expected[first]) ?? lastEvent(of: subject))
    }

    /// For a defect's explanation.
    private func name(of entry: JourneyEntry) -> String {
        let declaration = fresh.declaration
        if let stage = entry.stage, stage < declaration.stages.count {
            return "the stage \(declaration.stages[stage].name)"
        }
        if let exit = entry.exit, exit < declaration.exits.count {
            return "the exit \(declaration.exits[exit].name)"
        }
        return "an event between stages"
    }

    // MARK: Events

    /// The position of the first event of that time and meaning; nil when there is none.
    private func event(of subject: Int, _ entry: JourneyEntry) throws -> Int64? {
        var found: Int64?
        for streamID in fresh.subjects.streams(of: subject, fresh.rows) {
            try reader.scanTimes(stream: streamID, through: fresh.position) { row in
                guard row.time.milliseconds == entry.time,
                    try fresh.meaning(row.typeID, reader).code == entry.code
                else { return }
                found = min(found ?? .max, row.position)
            }
        }
        return found
    }

    /// The position of the subject's newest event, in whichever of its streams.
    private func lastEvent(of subject: Int) throws -> Int64? {
        var last: Int64?
        for streamID in fresh.subjects.streams(of: subject, fresh.rows) {
            try reader.scanTimes(newestOf: streamID, through: fresh.position) { row in
                last = max(last ?? 0, row.position)
                return false
            }
        }
        return last
    }

    // MARK: Defects

    /// A defect of the flow's journeys as a whole.
    func defect(_ why: String) -> JourneyDefect {
        JourneyDefect(
            flow: fresh.declaration.flow, stream: nil, position: nil, explanation: why)
    }

    private func defect(_ why: String, _ stream: StreamID, _ position: Int64? = nil)
        -> JourneyDefect
    {
        JourneyDefect(
            flow: fresh.declaration.flow, stream: stream.name,
            position: position.map { GlobalPosition(rawValue: $0) }, explanation: why)
    }
}

extension JourneyIndex {
    /// An attribute's text; nil when the subject has none.
    fileprivate func text(_ attribute: Int, of subject: Int) -> String? {
        let code = Int(rows.attribute(attribute, of: subject))
        let texts = attributeTexts[attribute].texts
        return code < texts.count ? texts[code] : "\(code)"
    }
}

extension JourneyRows {
    /// Beyond any time that a log has, with room for what is added to it.
    private static let timeMax: UInt64 = 1 << 60

    /// Whether a row says of its subject's way what the same row of others does.
    fileprivate func isSameWay(_ row: Int, as other: JourneyRows) -> Bool {
        guard self[row, Layout.flags] == other[row, Layout.flags] else { return false }
        if Header(self[row, Layout.flags]).form == .full {
            return fullEntries(row) == other.fullEntries(row)
        }
        return (Layout.startLow..<layout.attribute(0)).allSatisfy {
            self[row, $0] == other[row, $0]
        }
    }

    /// A subject's entries; nil when its row cannot be one.
    fileprivate func entries(_ row: Int) -> [JourneyEntry]? {
        let header = Header(self[row, Layout.flags])
        switch header.form {
        case .empty: return []
        case .full: return fullEntries(row)
        case .packed:
            guard header.lastStage < layout.stageCount, (header.exit ?? -1) < layout.exitCount,
                start(row).magnitude < Self.timeMax
            else { return nil }
            return unpacked(row, header).entries
        }
    }

    /// Nil when the row points to a journey that is not there.
    private func fullEntries(_ row: Int) -> [JourneyEntry]? {
        let index = Int(self[row, Layout.startLow])
        return index < full.count ? full[index].entries : nil
    }
}
