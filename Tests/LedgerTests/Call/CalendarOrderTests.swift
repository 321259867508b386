import Onboarding
import TestSupport
import Testing
import Time

@testable import OnboardingLedger

/// F4: deliveries in any order and multiplicity end in the state of the true order.
struct CalendarOrderTests {
    @Test(arguments: 0..<60)
    func `any order with duplicates ends as the true order does`(run: Int) async throws {
        var random = SeededRandom.announced("calendar order \(run)")
        let test = try TestSpaces()
        let spaces = [try await test.create(), try await test.create()]
        var truth = CalendarHistory(spaces: spaces)
        for _ in 0..<(4 + random.next(14)) { truth.addStep(&random) }

        var arrivals = truth.reports
        for report in truth.reports where random.next(3) == 0 { arrivals.append(report) }
        arrivals.shuffle(using: &random)
        for report in arrivals { try await test.take(report) }

        for space in spaces {
            try await expectEqual(test.status(space), truth.status(space), "\(arrivals)")
        }
        try await test.home.verify()
    }

    @Test func `a meeting that moved while nobody knew it ends for the space it came to be of`()
        async throws
    {
        let test = try TestSpaces()
        let space = try await test.create()
        try await test.take(.bookingCreated, "C", 7, space: space)
        try await test.take(.bookingCancelled, "C", 9)
        try await test.take(.bookingRescheduled, "B", 4, replacing: "A")
        try await test.take(.bookingCreated, "A", 3, space: space)
        try await expectEqual(test.status(space), "not_planned")
        try await test.take(.meetingEnded, "B", 5)
        try await expectEqual(test.status(space), "completed B")
    }

    @Test func `a booking told behind a later one of the same meeting counts for its end`()
        async throws
    {
        let test = try TestSpaces()
        let space = try await test.create()
        try await test.take(.bookingCreated, "A", 1, space: space)
        try await test.take(.bookingRescheduled, "B", 7, space: space)
        try await test.take(.bookingCreated, "B", 3, space: space)
        try await expectEqual(test.status(space), "planned B")
        try await test.take(.meetingEnded, "B", 5)
        try await expectEqual(test.status(space), "completed B")
    }

    @Test func `what undid an end counts also for what is told after it`() async throws {
        let test = try TestSpaces()
        let space = try await test.create()
        try await test.take(.bookingCreated, "B", 2, space: space)
        try await test.take(.bookingCreated, "A", 1, space: space)
        try await test.take(.meetingEnded, "A", 6)
        try await expectEqual(test.status(space), "completed A")
        try await test.take(.bookingCancelled, "A", 5)
        try await expectEqual(test.status(space), "planned B")
        try await test.take(.bookingRescheduled, "B", 3, replacing: "B")
        try await expectEqual(test.status(space), "planned B")
    }

    @Test func `an end that is undone gives way to a later one, once`() async throws {
        let test = try TestSpaces()
        let space = try await test.create()
        try await test.take(.bookingCreated, "A", 1, space: space)
        try await test.take(.bookingCreated, "B", 2, space: space)
        try await test.take(.meetingEnded, "A", 6)
        try await test.take(.meetingEnded, "B", 8)
        try await expectEqual(test.status(space), "completed A")
        try await test.take(.bookingCancelled, "A", 5)
        try await expectEqual(test.status(space), "completed B")
        let count = try await test.types(space).count
        try await test.take(.bookingCreated, "C", 3, space: space)
        try await expectEqual(test.status(space), "completed B")
        try await expectEqual(test.types(space).count, count + 1)
    }

    @Test func `a booking that was called off behind an undone end is called off once`()
        async throws
    {
        let test = try TestSpaces()
        let space = try await test.create()
        try await test.take(.bookingCreated, "A", 1, space: space)
        try await test.take(.meetingEnded, "A", 6)
        try await test.take(.bookingCreated, "B", 2, space: space)
        try await test.take(.bookingCancelled, "B", 3)
        try await expectEqual(test.status(space), "completed A")
        try await test.take(.bookingCancelled, "A", 5)
        try await expectEqual(test.status(space), "not_planned")
        let count = try await test.types(space).count
        try await test.take(.bookingRejected, "A", 7)
        try await expectEqual(test.status(space), "not_planned")
        try await expectEqual(test.types(space).count, count)
    }

    @Test func `the true order itself ends as the reference says`() async throws {
        var random = SeededRandom.announced("calendar in order")
        for _ in 0..<10 {
            let test = try TestSpaces()
            let spaces = [try await test.create()]
            var truth = CalendarHistory(spaces: spaces)
            for _ in 0..<12 {
                truth.addStep(&random)
                if let last = truth.reports.last { try await test.take(last) }
                try await expectEqual(test.status(spaces[0]), truth.status(spaces[0]))
            }
        }
    }
}

/// What a calendar does over time, and what each space must come to: row F4, word by word, over
/// deliveries in their true order.
private struct CalendarHistory {
    private(set) var reports: [CalReport] = []
    private let spaces: [String]
    private var current: [String: String] = [:]
    private var held: [String: String] = [:]
    private var past: [String: [String]] = [:]
    /// Booked, and neither moved nor called off.
    private var standing: Set<String> = []
    private var nextMeeting = 0
    private var seconds: Int64 = 0

    init(spaces: [String]) { self.spaces = spaces }

    func status(_ space: String) -> String {
        if let meeting = held[space] { return "completed \(meeting)" }
        return current[space].map { "planned \($0)" } ?? "not_planned"
    }

    mutating func addStep(_ random: inout SeededRandom) {
        let space = spaces[random.next(spaces.count)]
        switch (random.next(10), current[space]) {
        case (0...3, _), (_, nil): book(space)
        case (4, let meeting?): callOff(meeting, .bookingRejected, space)
        case (5...6, let meeting?): callOff(meeting, .bookingCancelled, space)
        case (7, let meeting?): move(meeting, to: meeting, space)
        case (8, let meeting?): move(meeting, to: freshMeeting(), space)
        case (_, let meeting?):
            if let old = past[space]?.randomElement(using: &random), random.next(2) == 0 {
                endOrCallOff(old, isEnd: random.next(2) == 0, space)
            } else if held[space] == nil {
                add(.meetingEnded, meeting, nil, nil)
                held[space] = meeting
            } else {
                book(space)
            }
        }
    }

    /// The end of a meeting that is no longer the current one counts if it still stands; calling it
    /// off changes nothing.
    private mutating func endOrCallOff(_ old: String, isEnd: Bool, _ space: String) {
        add(isEnd ? .meetingEnded : .bookingCancelled, old, nil, nil)
        if isEnd {
            if standing.contains(old) { held[space] = held[space] ?? old }
        } else {
            standing.remove(old)
        }
    }

    private mutating func freshMeeting() -> String {
        nextMeeting += 1
        return "m\(nextMeeting)"
    }

    private mutating func book(_ space: String) {
        let meeting = freshMeeting()
        add(.bookingCreated, meeting, space, nil)
        standing.insert(meeting)
        replace(with: meeting, space)
    }

    private mutating func move(_ old: String, to meeting: String, _ space: String) {
        add(.bookingRescheduled, meeting, nil, old)
        standing.remove(old)
        standing.insert(meeting)
        if meeting != old { replace(with: meeting, space) }
    }

    private mutating func callOff(_ meeting: String, _ trigger: CalTrigger, _ space: String) {
        add(trigger, meeting, nil, nil)
        standing.remove(meeting)
        replace(with: nil, space)
    }

    private mutating func replace(with meeting: String?, _ space: String) {
        if let old = current[space] { past[space, default: []].append(old) }
        current[space] = meeting
    }

    private mutating func add(
        _ trigger: CalTrigger, _ meeting: String, _ space: String?, _ replaced: String?
    ) {
        seconds += 1
        let at = noon.adding(seconds: seconds)
        reports.append(
            CalReport(
                trigger, meetingID: meeting, replacedID: replaced, spaceID: space, at: at,
                createdAt: at.rfc3339))
    }
}
