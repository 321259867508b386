import EventLog
import Glibc
import Onboarding
import SQLite

/// Makes read models anew from the log, in a file beside the current one (contract L9).
///
/// In this order: `run` folds the log, `compare` says what differs from the current models,
/// `approach` follows the log while commands go on, and the views' writer adopts the result. Each
/// step may be the last one: `discard` then removes what was made. Confined to one thread at a
/// time.
///
/// Two threads fold: this one reads, another turns finished states into rows. Memory is bounded:
/// the states that were not touched for longest are written out, and folded again from their
/// stream should another event come.
package final class ViewRebuild {
    /// Events that may be left to the writer's thread: some 50 µs each, of the 100 ms that a switch
    /// may keep commands waiting.
    private static let behindMax: Int64 = 256
    /// Each round leaves what came while it ran, a fraction of what it took. A log that grows
    /// faster than it can be folded leaves the rest to the switch all the same.
    private static let roundsMax = 64

    private let directory: DataDirectory
    private let models: Set<ViewName>
    /// States held in memory, some 1 KB each.
    private let heldMax: Int
    /// States given to the row thread at a time: rows of some 800 bytes, in a buffer below those
    /// 64 KB whose release makes malloc tidy up.
    private let chunkSize: Int
    /// What large events may have beyond the usual before a part of the states is given up: a state
    /// takes some seven times what its events do.
    private let excessMax: Int
    private static let usualEventBytes = 2048
    private let upcasting: Upcasting
    /// The log's head when the fold began: how many events it folds.
    package private(set) var eventCount: Int64 = 0
    /// No row is of a later event, until `approach`.
    private var foldedThrough: Int64 = 0
    /// Those of the flows whose journeys the current file keeps, until the new one has them.
    private var journeys: [JourneyIndex] = []
    /// The journeys that the new file keeps.
    package private(set) var journeyReports: [JourneyReport] = []

    /// - Parameter models: those to fold anew; the others are taken over as they are, unless they
    ///   were made by another definition.
    package init(
        directory: DataDirectory, upcasting: Upcasting,
        models: Set<ViewName> = Set(ViewName.allCases), heldMax: Int = 32_768, chunkSize: Int = 40,
        excessMax: Int = 16 << 20
    ) {
        self.directory = directory
        self.models = models
        (self.heldMax, self.chunkSize, self.excessMax) = (heldMax, chunkSize, excessMax)
        self.upcasting = upcasting
    }

    /// The file that is being made; one at a time, so that rebuilds take turns.
    var path: String { directory.viewsFileBeingMade }

    /// Removes what a rebuild left behind that was cut short, and the last one's report, which
    /// names rows as they were; not while one goes on.
    package static func removeLeftovers(in directory: DataDirectory) {
        ViewSwap.recover(directory)
        RebuildReportFile.remove(directory)
    }

    /// Folds the log up to its head as it is now; the result waits beside the current file. Of a
    /// rebuild that fails nothing is left.
    ///
    /// - Parameter progress: told how many of how many events are folded; what it throws ends the
    ///   rebuild.
    package func run(progress: ViewProgress) throws -> [ViewReport] {
        try step { try fold(progress) }
    }

    /// Removes what was made.
    package func discard() { ViewFile.remove(path) }

    /// Of a step that fails nothing is left.
    private func step<R>(_ body: () throws -> R) throws -> R {
        do { return try body() } catch {
            discard()
            throw LogFailure(ofStorage: error) ?? error
        }
    }

    /// Reads the log once, from its beginning; journeys that are kept are followed in the same
    /// walk.
    private func fold(_ progress: ViewProgress) throws -> [ViewReport] {
        discard()
        let reader = try LogReader(directory: directory)
        let head = try reader.head().position.rawValue
        let flows = try reader.flowCatalogue()
        let kept = Self.keepable(
            ViewName.allCases.filter { !models.contains($0) }, directory, flows)
        let rows = RowThread(path: path, flows: flows, keeping: kept, of: directory)
        do {
            journeys = Self.keptJourneys(directory, flows)
            let followed = journeys.filter { $0.declaration.link == nil }
            let folded = Set(ViewName.allCases).subtracting(kept)
            var fold = LogFold(reader, try StreamNames(reader), flows, upcasting, folded)
            var excess = 0
            try reader.scanPayloads(after: 0, through: head) { row in
                let data = unsafe row.withData { $0.count }
                let personal = unsafe row.withPersonal { unsafe $0?.count ?? 0 }
                excess += max(0, data + personal - Self.usualEventBytes)
                try fold.take(row)
                for index in followed { try index.follow(row, reader) }
                if row.position % 8192 == 0 { try progress(row.position, head) }
                if fold.held.count >= heldMax {
                    try send(fold.held.takeLeastRecent(oneIn: 4), to: rows)
                } else if excess > excessMax {
                    // A few at a time, so that what waits for the rows' thread stays small as well.
                    try send(fold.held.takeLeastRecent(oneIn: 4), to: rows, chunkSize: 2)
                    excess = excessMax / 4 * 3
                }
                return true
            }
            try send(fold.held.takeAll(), to: rows)
            try progress(head, head)
        } catch {
            rows.abandon()
            throw error
        }
        (eventCount, foldedThrough) = (head, head)
        FailPoint.pass("rebuild-folding")
        let reports = try rows.finish(checkpoint: head)
        FailPoint.pass("rebuild-folded")
        return reports
    }

    /// In chunks; waits while too many are under way.
    private func send(_ streams: [HeldStream], to rows: RowThread, chunkSize: Int? = nil) throws {
        let chunkSize = chunkSize ?? self.chunkSize
        for start in stride(from: 0, to: streams.count, by: chunkSize) {
            try rows.send(Array(streams[start..<min(start + chunkSize, streams.count)]))
        }
    }

    /// Those of `models` that the current file has as this program makes them.
    private static func keepable(
        _ models: [ViewName], _ directory: DataDirectory, _ flows: FlowCatalogue
    ) -> [ViewName] {
        if models.isEmpty { return [] }
        do {
            let standings = try ViewReader(directory: directory).standings()
            return models.filter { standings[$0]?.definition == $0.definition(flows) }
        } catch {
            // A file that cannot be read has nothing to keep.
            return []
        }
    }

    // MARK: Journeys

    /// An index for each flow whose journeys the current file keeps: somebody asks for them.
    private static func keptJourneys(_ directory: DataDirectory, _ flows: FlowCatalogue)
        -> [JourneyIndex]
    {
        // A file that cannot be read does not say what was asked for.
        let kept = try? ViewReader(directory: directory).keptJourneys()
        return (kept ?? []).compactMap { flows.flow($0) }.map { JourneyIndex($0) }
    }

    /// Keeps in the new file the journeys that were followed beside the fold, with the attributes
    /// that its rows have; those of flows with a link walk the log once more, as only the rows tell
    /// whom a linked stream is about.
    private func keepJourneys(_ reader: LogReader, _ file: ViewFile) throws {
        guard !journeys.isEmpty else { return }
        do {
            let views = try ViewReader(path: path)
            while let index = journeys.popLast() {
                try index.catchUp(reader, views)
                try JourneyKeeping.keep(index.takeParts(isWhole: true), in: file)
            }
            journeyReports = try views.journeyReports()
        }
        _ = try file.checkpointAll()
    }

    // MARK: Beside the current models

    /// Compares every row with the current models', both at one position.
    ///
    /// - Parameter progress: told how many of how many rows are compared.
    package func compare(progress: ViewProgress) throws -> Compared {
        try step {
            do {
                let old = try ViewReader(directory: directory)
                return try old.snapshot { try compare(with: old, progress) }
            } catch let error where Self.isDamage(error) {
                // A rebuild is what repairs such a file: there is nothing to compare with.
                let new = try ViewReader(path: path)
                return Compared(before: [], after: try new.reports(), differences: [])
            }
        }
    }

    /// True when the file itself is broken, rather than busy or out of reach.
    private static func isDamage(_ error: any Error) -> Bool {
        switch error {
        case let error as SQLiteError: error.code == .corrupt
        case let failure as LogFailure: failure.code == .damaged
        default: false
        }
    }

    /// The new models beside the current ones.
    package struct Compared {
        /// Of the current models; empty when they are broken.
        package let before: [ViewReport]
        /// Of the new ones.
        package let after: [ViewReport]
        /// One for each model; empty when there was nothing to compare with.
        package let differences: [ViewDifferences]
    }

    /// Brings the new models to where the current ones are, at least; streams that the fold saw
    /// further on are left out.
    private func compare(with old: ViewReader, _ progress: ViewProgress) throws -> Compared {
        let position = try old.standings().values.map(\.checkpoint).min() ?? 0
        let reader = try LogReader(directory: directory)
        try openFinished(reader) { file, catchUp in
            try catchUp.run(file, through: position)
        }
        // The current models may lag behind the log for as long as a commit takes.
        var ahead: Set<Int64> = []
        try reader.scanTimes(after: position, through: foldedThrough) { row in
            ahead.insert(row.streamID)
            return true
        }
        FailPoint.pass("rebuild-comparing")
        let new = try ViewReader(path: path)
        let comparison = ViewComparison(
            old: old, new: new, position: position, leavingOut: ahead)
        return Compared(
            before: try old.reports(), after: try new.reports(),
            differences: try comparison.run(progress))
    }

    /// Waits until what was made is on the disk: the file may take the current one's place only
    /// then.
    package func flush() throws(LogFailure) {
        // Nothing has the file open now, so that no lock of SQLite's goes with the descriptor.
        let descriptor = unsafe open(path, O_RDWR | O_CLOEXEC)
        defer { close(descriptor) }
        guard fdatasync(descriptor) == 0 else {
            throw LogFailure(.inputOutput, "The rebuilt views cannot be put on the disk.")
        }
    }

    /// Follows the log until little is left for the switch; commands go on meanwhile.
    ///
    /// - Parameter progress: told how many of how many events were followed.
    package func approach(progress: ViewProgress) throws {
        try step {
            try flush()
            let reader = try LogReader(directory: directory)
            try openFinished(reader) { file, catchUp in
                try keepJourneys(reader, file)
                let start = file.checkpoint
                for _ in 0..<Self.roundsMax {
                    let head = try reader.head().position.rawValue
                    try progress(file.checkpoint - start, head - start)
                    if head - file.checkpoint <= Self.behindMax { break }
                    try catchUp.run(file, through: head)
                    FailPoint.pass("rebuild-following")
                    _ = try file.checkpointAll()
                }
            }
        }
    }

    /// Brings the new file to the log's head while it is still beside the current one: whoever
    /// opens it under its final name must find everything that was answered (contract L5).
    ///
    /// On the writer's thread, so that the head stands still.
    func finish(_ reader: LogReader) throws {
        try step {
            try openFinished(reader) { file, catchUp in
                let head = try reader.head().position.rawValue
                try catchUp.run(file, through: head)
                guard try file.checkpointAll() else {
                    throw LogFailure(.inputOutput, "Something reads the rebuilt views already.")
                }
            }
        }
    }

    /// Removes the models that were replaced, when commands go on already.
    package func removeReplaced() { ViewSwap.removeReplaced(directory) }

    /// Lends the file that `run` made; closed again when `body` returns.
    private func openFinished(
        _ reader: LogReader, _ body: (ViewFile, inout ViewCatchUp) throws -> Void
    ) throws {
        guard unsafe access(path, F_OK) == 0 else {
            throw LogFailure(.inputOutput, "The rebuilt views are gone.")
        }
        let flows = try reader.flowCatalogue()
        var catchUp = ViewCatchUp(StreamFold(reader, flows, upcasting))
        try body(try ViewFile(path: path, flows: flows), &catchUp)
    }
}
