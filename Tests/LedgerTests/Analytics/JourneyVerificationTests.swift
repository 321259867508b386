import Digest
import EventLog
import JSON
import Onboarding
import SQLite
import TestSupport
import Testing
import Time

@testable import OnboardingLedger
@testable import ReadModels

/// Kept journeys carry a digest, and verification compares them with a fresh fold (L11, L18).
@Suite("Journey verification", .timeLimit(.minutes(1))) struct JourneyVerificationTests {
    private static let flow = """
        {"flow":"keep","stages":[{"name":"a","on":["A"]},{"name":"b","on":["B"]},
        {"name":"c","on":["C"]}],"exits":[{"name":"left","on":["Left"]}],"attributes":["colour"]}
        """

    /// A closed ledger that keeps the journeys of 300 subjects: most are packed, every seventh
    /// begins twice and is kept in full.
    private func makeClosed() async throws -> TestLedger {
        let home = try TestLedger()
        _ = try await home.ledger.declareFlow(Array(Self.flow.utf8), TestSignUps.facts)
        try await home.ledger.perform { transaction in
            for number in 0..<1200 {
                let subject = number % 300
                let types = subject % 7 == 0 ? ["A", "A", "B", "C"] : ["A", "B", "Other", "Left"]
                let event = NewEvent.declared(
                    types[number / 300], attributes: ["colour": "c\(subject % 3)"],
                    occurredAt: noon.adding(seconds: Int64(number)))
                try transaction.append(
                    [StreamAppend(to: .keep(subject), expected: .any, events: [event])],
                    metadata: .test)
            }
        }
        _ = try await home.ledger.funnel(FunnelQuery(flow: "keep"))
        home.ledger.close()
        return home
    }

    private func defect(_ home: TestLedger) throws -> JourneyDefect? {
        for request in [VerificationRequest(), VerificationRequest(isViewsOnly: true)] {
            do { _ = try LedgerVerification.run(home.directory, request) } catch {
                guard case .journey(let defect) = LedgerDefect(error) else { throw error }
                if request.isViewsOnly { return defect }
            }
        }
        return nil
    }

    @Test func `untouched journeys verify, and say how many they are and until when`() async throws
    {
        let home = try await makeClosed()
        let report = try LedgerVerification.run(home.directory).journeys
        expectTrue(report.map(\.flow) == ["keep"] && report.first?.subjectCount == 300)
        expectEqual(report.first?.position.rawValue, 1201)
    }

    @Test(arguments: [
        "UPDATE journey_part SET data = zeroblob(length(data)) WHERE number = 0",
        "UPDATE journey_part SET data = zeroblob(length(data)) WHERE number = -1",
        "DELETE FROM journey_part WHERE number = -1",
        "INSERT INTO journey_part VALUES ('keep', 1, x'00', zeroblob(32))",
        "UPDATE journey_part SET number = 1 WHERE number = 0",
        "UPDATE journey SET header = CAST('{\"rows\":300}' AS BLOB)",
        "UPDATE journey SET header = x'78'",
        "UPDATE journey SET digest = zeroblob(32)", "UPDATE journey SET position = position - 1",
    ])
    func `what does not add up to the digest is found, and nobody counts with it`(sql: String)
        async throws
    {
        let home = try await makeClosed()
        let asked = try LedgerReader(directory: home.directory).funnel(
            FunnelQuery(flow: "keep"), Journeys())
        try home.tamperViews(sql)
        try expectEqual(defect(home)?.explanation.contains("digest"), true)
        let again = try LedgerReader(directory: home.directory).funnel(
            FunnelQuery(flow: "keep"), Journeys())
        expectEqual(again, asked)
    }

    @Test(arguments: [("position = 999999", "position"), ("flow = 'none'", "no such flow")])
    func `what they say of themselves is checked`(assignment: String, word: String) async throws {
        let home = try await makeClosed()
        try home.tamperViews("UPDATE journey SET \(assignment)")
        let found = try required(try defect(home))
        expectTrue(found.explanation.contains(word) && found.stream == nil)
        let json = JSONWriter.encode { LedgerDefect.journey(found).write(to: &$0) }
        expectFalse(String(decoding: json, as: UTF8.self).contains(#""stream""#))
    }

    @Test func `journeys of another declaration are passed by`() async throws {
        let home = try await makeClosed()
        try home.tamperViews("UPDATE journey SET definition = 'x'")
        try expectTrue(LedgerVerification.run(home.directory).journeys.isEmpty)
    }

    // MARK: With a digest that was made to fit

    /// Keeps other journeys than the log's, as whoever knows the format would.
    private func forge(_ home: TestLedger, _ change: (inout JourneyRows) -> Void) throws {
        let reader = try LedgerReader(directory: home.directory)
        let flow = try reader.flow("keep")
        let index = JourneyIndex(flow)
        try required(try index.begin(with: try reader.views()))
        change(&index.rows)
        let file = try ViewFile(
            path: home.directory.viewsFile, flows: try reader.log.flowCatalogue())
        try JourneyKeeping.keep(index.takeParts(isWhole: true), in: file)
    }

    private func position(_ home: TestLedger, _ subject: Int, version: Int) throws
        -> GlobalPosition?
    {
        try LogReader(directory: home.directory).events(of: .keep(subject), limit: 9)
            .first { $0.version.rawValue == version }?.position
    }

    @Test func `a stage at another time is named with the event that leads to it`() async throws {
        let home = try await makeClosed()
        try forge(home) { $0[11, $0.layout.delta(1)] += 5 }
        let found = try defect(home)
        expectTrue(found?.stream == "keep-11" && found?.explanation.contains("stage b") == true)
        try expectEqual(found?.position, position(home, 11, version: 2))
    }

    @Test func `a journey that was made shorter is named with the first event that it lacks`()
        async throws
    {
        let home = try await makeClosed()
        try forge(home) { rows in
            var journey = FullJourney()
            journey.add(rows.full[1].entries[0])
            journey.add(rows.full[1].entries[1])
            rows.full[1] = journey
        }
        let found = try defect(home)
        expectEqual(found?.stream, "keep-7")
        try expectEqual(found?.position, position(home, 7, version: 3))
    }

    @Test func `an exit that was taken away is named`() async throws {
        let home = try await makeClosed()
        try forge(home) { rows in
            var header = JourneyRows.Header(rows[12, JourneyRows.Layout.flags])
            header.exit = nil
            rows[12, JourneyRows.Layout.flags] = header.word
        }
        let found = try defect(home)
        expectTrue(found?.stream == "keep-12" && found?.explanation.contains("left") == true)
        try expectEqual(found?.position, position(home, 12, version: 4))
    }

    @Test func `another attribute is named with the subject's last event`() async throws {
        let home = try await makeClosed()
        try forge(home) { $0.setAttribute(0, of: 20, to: $0.attribute(0, of: 21)) }
        let found = try defect(home)
        expectTrue(found?.stream == "keep-20" && found?.explanation.contains("colour") == true)
        try expectEqual(found?.position, position(home, 20, version: 4))
    }

    @Test func `two subjects that changed places, and one too much, are named`() async throws {
        let swapped = try await makeClosed()
        try forge(swapped) { rows in
            let (first, second) = (rows.streamID(4), rows.streamID(5))
            rows.setStreamID(second, of: 4)
            rows.setStreamID(first, of: 5)
        }
        try expectEqual(defect(swapped)?.stream, "keep-4")
        let longer = try await makeClosed()
        try forge(longer) { _ = $0.append(streamID: 7777) }
        try expectEqual(defect(longer)?.explanation.contains("no such subject"), true)
    }

    @Test func `words that no journey has are named, and nothing is read beyond them`() async throws
    {
        let home = try await makeClosed()
        for (row, word, value) in [
            (9, JourneyRows.Layout.flags, UInt32.max), (9, JourneyRows.Layout.startHigh, .max),
            (14, JourneyRows.Layout.startLow, 4_000_000_000), (9, 7, 70_000),
        ] {
            let copy = try TestLedger(try home.home.copy(), clock: home.clock)
            copy.ledger.close()
            try forge(copy) { $0[row, word] = value }
            try expectEqual(defect(copy)?.stream, "keep-\(row)", "\(word)")
        }
    }

    @Test func `nobody counts with words that point to nothing`() async throws {
        let home = try await makeClosed()
        var query = FunnelQuery(flow: "keep")
        query.by = ["colour"]
        let asked = try LedgerReader(directory: home.directory).funnel(query, Journeys())
        for (row, word, value) in [
            (9, 7, UInt32(70_000)), (14, JourneyRows.Layout.startLow, 4_000_000_000),
        ] {
            let copy = try TestLedger(try home.home.copy(), clock: home.clock)
            copy.ledger.close()
            try forge(copy) { $0[row, word] = value }
            try expectEqual(
                LedgerReader(directory: copy.directory).funnel(query, Journeys()), asked)
        }
    }

    @Test func `nobody counts with exits, stages, times and streams that there are not`()
        async throws
    {
        let home = try await makeClosed()
        let asked = try LedgerReader(directory: home.directory).funnel(
            FunnelQuery(flow: "keep"), Journeys())
        let flags = JourneyRows.Layout.flags
        let changes: [(Int, (inout JourneyRows) -> Void)] = [
            (12, { $0[12, flags] |= 0xFF00 }),
            (12, { $0[12, flags] |= 0x8000_0000 }),
            (12, { $0[12, flags] &= 0xFF_FFFF }),
            (12, { $0[12, $0.layout.delta(2)] = 5 }),
            (12, { $0[12, flags] |= 3 }),
            (12, { $0[12, JourneyRows.Layout.startHigh] = 1 << 30 }),
            (12, { $0[12, JourneyRows.Layout.stream] = .max }),
            (7, { $0.full[1].add(JourneyEntry(time: 0, code: 3)) }),
            (7, { $0.full[1].add(JourneyEntry(time: 0, code: JourneyEntry.firstReturnCode + 1)) }),
            (7, { $0.full[1].add(JourneyEntry(time: .max, code: JourneyEntry.firstExitCode + 1)) }),
            (7, { $0.full[1].add(JourneyEntry(time: .min, code: 0)) }),
        ]
        for (number, (subject, change)) in changes.enumerated() {
            let copy = try TestLedger(try home.home.copy(), clock: home.clock)
            copy.ledger.close()
            try forge(copy, change)
            try expectEqual(defect(copy)?.stream, "keep-\(subject)", "change \(number)")
            let counted = try LedgerReader(directory: copy.directory).funnel(
                FunnelQuery(flow: "keep"), Journeys())
            expectEqual(counted, asked, "change \(number)")
        }
    }

    @Test(arguments: [
        #"{"owners":{"ada":1},"linked":[]}"#, #"{"owners":{"ada":-1},"linked":[]}"#,
        #"{"owners":{"ada":"0"},"linked":[]}"#, #"{"owners":{},"linked":[[1,2]]}"#,
        #"{"owners":{},"linked":[[0,-5]]}"#, #"{"owners":{},"linked":[[0,99999999999]]}"#,
    ])
    func `owners and links to rows and streams that there are not are refused`(header: String)
        throws
    {
        let flow = try required(FlowCatalogue.builtIn.flows.first { $0.link != nil })
        var rows = JourneyRows(stageCount: 1, exitCount: 0, attributeCount: 0)
        _ = rows.append(streamID: 1)
        var subjects = JourneySubjects(flow)
        expectFalse(subjects.read(try JSONValue(parsing: Array(header.utf8)), rows, through: 5))
        let whole = #"{"owners":{"ada":0},"linked":[[0,5]]}"#
        expectTrue(subjects.read(try JSONValue(parsing: Array(whole.utf8)), rows, through: 5))
    }

    @Test func `a rebuild mends them`() async throws {
        var home = try await makeClosed()
        try home.tamperViews("UPDATE journey SET digest = zeroblob(32)")
        home = try TestLedger(home.home, clock: home.clock)
        _ = try await home.ledger.rebuild()
        home.ledger.close()
        try expectEqual(LedgerVerification.run(home.directory).journeys.first?.subjectCount, 300)
    }
}

extension StreamID {
    fileprivate static func keep(_ id: Int) -> StreamID {
        StreamID(category: "keep", id: String(id))
    }
}
