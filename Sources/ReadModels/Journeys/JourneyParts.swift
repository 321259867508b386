import Digest
import EventLog
import JSON
import Onboarding

/// A flow's journeys as they are kept in the views' file, so that the first funnel after a start
/// reads some hundred megabytes of words and not ten million events.
///
/// They are a beginning, true for the position that they name; an index made of them follows the
/// log from there. Blocks of rows are kept apart, so that keeping costs what changed.
package struct JourneyParts: Sendable {
    /// Raised when what a part holds changes.
    private static let format = 6

    /// The flow's id.
    let flow: String
    /// What the parts were made by: the flow's declaration and this format.
    let definition: String
    /// The journeys are those of the log up to here.
    let position: Int64
    /// JSON, as `JourneyHeader` says.
    let header: [UInt8]
    /// By number: blocks of rows from 0 up, and of full journeys from -1 down.
    let parts: [(number: Int, bytes: [UInt8])]
    /// True when the parts are all there are, not only those that changed.
    let isWhole: Bool

    /// A digest in hex: journeys of another declaration are not taken up.
    static func definition(of declaration: FlowDeclaration) -> String {
        let rules = "\(declaration.beginsUnseen)\(declaration.goesBackByMovesOnly ? " moves" : "")"
        return SHA256.hash(Array("journeys \(format) \(rules)\n".utf8) + declaration.document).hex
    }
}

extension JourneyIndex {
    /// What is to be kept of the journeys, and forgets that it was to be.
    ///
    /// - Parameter isWhole: everything, rather than what changed since the last time.
    package func takeParts(isWhole: Bool) -> JourneyParts {
        let (rows, full) = self.rows.takeChanged(isWhole: isWhole)
        keptPosition = position
        return JourneyParts(
            flow: declaration.flow, definition: JourneyParts.definition(of: declaration),
            position: position, header: header,
            parts: rows.map { ($0.number, $0.bytes) } + full.map { (-1 - $0.number, $0.bytes) },
            isWhole: isWhole)
    }

    private var header: [UInt8] {
        JSONWriter.encode { writer in
            writer.object { writer in
                writer.member("rows", rows.count)
                writer.member("full", rows.full.count)
                writer.member("latestTime", rows.latestTime)
                writer.member("texts") { writer in
                    writer.array { writer in
                        for texts in attributeTexts {
                            writer.element(texts.texts.dropFirst().map { $0 ?? "" })
                        }
                    }
                }
                subjects.write(to: &writer)
            }
        }
    }

    /// Takes up the journeys that the views' file keeps; false when it has none of this flow as it
    /// is declared now, or some that cannot be read.
    package func begin(with views: ViewReader) throws -> Bool {
        try views.snapshot { try beginInSnapshot(views) }
    }

    /// The same within a snapshot.
    ///
    /// - Parameter isToCount: false for whoever looks at each word before it is used.
    func beginInSnapshot(_ views: ViewReader, isToCount: Bool = true) throws -> Bool {
        guard position == 0,
            let kept = try views.journeyHeader(
                declaration.flow, definition: JourneyParts.definition(of: declaration)),
            kept.position >= 1, kept.position <= (try head(views)),
            let rows = try keptRows(kept, views),
            // Bytes that are no JSON are as good as none.
            let header = try? JSONValue(parsing: kept.bytes, limits: .trusted),
            take(rows, header, through: kept.position, isToCount)
        else { return false }
        (position, keptPosition) = (kept.position, kept.position)
        return true
    }

    /// Reads all parts; nil when they do not add up to the digest that they carry.
    private func keptRows(_ kept: JourneyHeader, _ views: ViewReader) throws
        -> JourneyRows?
    {
        var rows = JourneyRows(
            stageCount: declaration.stages.count, exitCount: declaration.exits.count,
            attributeCount: attributes.count)
        var digest = JourneyDigest(
            declaration.flow, JourneyParts.definition(of: declaration), kept.position, kept.bytes)
        unsafe try views.forEachJourneyPart(declaration.flow) { number, bytes in
            unsafe digest.add(part: Int64(number), SHA256.hash(bytes).bytes)
            if number >= 0 { unsafe rows.addBlock(bytes) } else { unsafe rows.addFull(bytes) }
        }
        return digest.finish().bytes == kept.digest ? rows : nil
    }

    /// Takes everything or, when the header does not fit the rows, nothing.
    ///
    /// - Parameter last: the position that all of it is true for; a log has no more streams.
    private func take(
        _ kept: consuming JourneyRows, _ header: JSONValue, through last: Int64, _ isToCount: Bool
    ) -> Bool {
        guard let rowCount = header["rows"]?.intValue, let fullCount = header["full"]?.intValue,
            let latestTime = header["latestTime"]?.int64Value,
            let texts = header["texts"]?.arrayValue, texts.count == attributeTexts.count,
            kept.isWhole(rowCount: rowCount, fullCount: fullCount)
        else { return false }
        var keptTexts = attributeTexts
        for (place, texts) in texts.enumerated() {
            for text in texts.arrayValue ?? [] {
                _ = keptTexts[place].code(of: text.stringValue ?? "")
            }
        }
        let textCounts = keptTexts.map { $0.texts.count - 1 }
        var subjects = subjects
        guard !isToCount || kept.isWithin(textCounts: textCounts, streamMax: last),
            subjects.read(header, kept, through: last)
        else { return false }
        (rows, self.subjects, attributeTexts) = (kept, subjects, keptTexts)
        rows.latestTime = latestTime
        return true
    }
}

extension JourneyRows {
    /// A block's number among its kind, and its words or entries, least significant byte first.
    typealias Block = (number: Int, bytes: [UInt8])

    /// The blocks that changed since the last time, as bytes.
    mutating func takeChanged(isWhole: Bool) -> (rows: [Block], full: [Block]) {
        let fullBlocks = (full.count + Self.blockRows - 1) / Self.blockRows
        let rowNumbers = isWhole ? Array(blocks.indices) : changedBlocks.sorted()
        let fullNumbers = isWhole ? Array(0..<fullBlocks) : changedFull.sorted()
        changedBlocks.removeAll()
        lastChanged = -1
        changedFull.removeAll()
        return (
            rowNumbers.map { number in
                (number, unsafe blocks[number].withUnsafeBytes { unsafe [UInt8]($0) })
            },
            fullNumbers.map { ($0, fullBytes($0)) }
        )
    }

    /// For each journey how many entries it has, then the entries: time and code.
    private func fullBytes(_ number: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        let first = number * Self.blockRows
        for journey in full[first..<min(first + Self.blockRows, full.count)] {
            Self.append(UInt32(journey.entries.count), to: &bytes)
            for entry in journey.entries {
                Self.append(UInt64(bitPattern: entry.time), to: &bytes)
                bytes.append(entry.code)
            }
        }
        return bytes
    }

    private static func append<Word: FixedWidthInteger>(_ word: Word, to bytes: inout [UInt8]) {
        unsafe withUnsafeBytes(of: word.littleEndian) { unsafe bytes.append(contentsOf: $0) }
    }

    /// Takes the next block of rows.
    mutating func addBlock(_ bytes: UnsafeRawBufferPointer) {
        let count = bytes.count / 4
        let block = unsafe [UInt32](
            unsafeUninitializedCapacity: max(count, Self.blockRows * layout.width)
        ) {
            buffer, initializedCount in
            unsafe UnsafeMutableRawBufferPointer(buffer).copyMemory(
                from: UnsafeRawBufferPointer(rebasing: bytes[..<(count * 4)]))
            initializedCount = count
        }
        self.count += count / layout.width
        blocks.append(block)
    }

    /// Takes the next block of full journeys; stops where the bytes end too soon.
    mutating func addFull(_ bytes: UnsafeRawBufferPointer) {
        var place = 0
        while place + 4 <= bytes.count {
            let count = unsafe Int(
                UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
            place += 4
            guard place + count * 9 <= bytes.count else { return }
            var journey = FullJourney()
            for _ in 0..<count {
                let time = unsafe UInt64(
                    littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
                journey.add(
                    JourneyEntry(time: Int64(bitPattern: time), code: unsafe bytes[place + 8]))
                place += 9
            }
            full.append(journey)
        }
    }
}

extension JourneySubjects {
    /// Who owns which row, for flows with a link; other flows' rows say so themselves.
    func write(to writer: inout JSONWriter) {
        guard link != nil else { return }
        writer.member("owners") { writer in
            writer.object { writer in
                for (owner, row) in rowByOwner.sorted(by: { $0.value < $1.value }) {
                    writer.member(key: owner.text, row)
                }
            }
        }
        writer.member("linked") { writer in
            writer.array { writer in
                for (row, streamID) in linkedStreams.sorted(by: { $0.key < $1.key }) {
                    writer.element([Int64(row), streamID])
                }
            }
        }
    }

    /// Finds the rows' streams again; false when the header does not tell, or tells of rows or
    /// streams that there are not.
    ///
    /// - Parameter last: the log's last position: streams are numbered from 1, and each has an
    ///   event.
    mutating func read(_ header: JSONValue, _ rows: JourneyRows, through last: Int64) -> Bool {
        let isStream = { (streamID: Int64) in streamID >= 1 && streamID <= last }
        for row in 0..<rows.count where isStream(rows.streamID(row)) {
            self.rows.note(rows.streamID(row), row)
        }
        guard link != nil else { return true }
        guard let owners = header["owners"]?.objectValue, let pairs = header["linked"]?.arrayValue
        else { return false }
        let isRow = { (row: Int) in row >= 0 && row < rows.count }
        for (owner, row) in owners {
            guard let row = row.intValue, isRow(row) else { return false }
            rowByOwner[ExactText(owner)] = row
        }
        for pair in pairs {
            guard let row = pair[0]?.intValue, isRow(row), let streamID = pair[1]?.int64Value,
                isStream(streamID)
            else { return false }
            linkedStreams[row] = streamID
            linked.insert(streamID)
            self.rows.note(streamID, row)
        }
        return true
    }
}
