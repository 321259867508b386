import JSON
import OnboardingLedger
import TestSupport
import Testing
import Time

@testable import API

/// F4 over HTTP: signatures, and deliveries in the forms that Cal.com sends.
struct CalWebhookTests {
    private let noon = StillClock().now()

    private func at(_ seconds: Int64) -> Timestamp { noon.adding(seconds: seconds) }

    // MARK: Signatures

    @Test func `only a right signature counts, and others are merely counted`() async throws {
        try await TestAPI.run { api in
            let id = try await api.space(api.person("ada"))
            let count = try await api.eventCount
            let body = CalBodies.created("A", id, at: noon)
            let right = CalSignature.field(for: Array(body.utf8), secret: "dev-secret")
            let wrong = [
                "", "no-secret-provided", "nonsense", String(right.dropLast(2)), right + "00",
                "sha256=" + right, CalSignature.field(for: Array(body.utf8), secret: "other"),
                CalSignature.field(for: Array((body + " ").utf8), secret: "dev-secret"),
                CalSignature.field(for: Array(body.utf8), secret: "no-secret-provided"),
            ]
            for signature in wrong {
                let answer = try await api.deliverCal(body, signature: signature)
                expectEqual(answer.refusal, "400 webhook.invalid_signature", "\(signature)")
            }
            let none = try await api.ask("POST /api/webhooks/cal\n\n\(body)")
            expectEqual(none.refusal, "400 webhook.invalid_signature")
            let two = try await api.deliverCal(
                body, signature: "\(right)\nX-Cal-Signature-256: \(right)")
            expectEqual(two.refusal, "400 webhook.invalid_signature")
            try await expectEqual(api.eventCount, count)
            expectEqual(api.count(.webhooksRefused), wrong.count + 2)
            expectEqual(api.count(.webhooksTaken), 0)
            let answer = try await api.deliverCal(body, signature: "  \(right)  ")
            expectTrue(answer.status == 200 && answer.text == #"{"received":true}"#)
            expectEqual(api.count(.webhooksTaken), 1)
        }
    }

    @Test(arguments: ["no-secret-provided", ""])
    func `without a secret nothing is taken`(secret: String) async throws {
        try await TestAPI.run({ $0.calWebhookSecret = secret }) { api in
            let answer = try await api.deliverCal(CalBodies.ping, secret: secret)
            expectEqual(answer.refusal, "400 webhook.invalid_signature")
            let literal = try await api.deliverCal(
                CalBodies.ping, signature: "no-secret-provided")
            expectEqual(literal.refusal, "400 webhook.invalid_signature")
        }
    }

    // MARK: Deliveries

    @Test func `pings and unknown triggers are acknowledged and leave nothing`() async throws {
        try await TestAPI.run { api in
            let unknown = CalBodies.cancelled("A", at: noon, trigger: "BOOKING_REQUESTED")
            for body in [CalBodies.ping, unknown] {
                let answer = try await api.deliverCal(body)
                expectEqual(answer.status, 200)
            }
            try await expectEqual(api.eventCount, 0)
        }
    }

    @Test(arguments: ["", "{", "[]", #"{"payload":{}}"#, #"{"triggerEvent":7}"#])
    func `a signed body that is no delivery is 400`(body: String) async throws {
        try await TestAPI.run { api in
            let answer = try await api.deliverCal(body)
            expectEqual(answer.refusal, "400 webhook.invalid_event")
            try await expectEqual(api.eventCount, 0)
        }
    }

    @Test(arguments: [true, false])
    func `booked, moved, cancelled, booked and held`(isFlat: Bool) async throws {
        try await TestAPI.run { api in
            let ada = api.person("ada")
            let id = try await api.space(ada)
            let story: [(String, String)] = [
                (CalBodies.created("A", id, at: at(1)), "planned A"),
                (CalBodies.rescheduled("A", to: "B", at: at(2)), "planned B"),
                (CalBodies.rescheduled("B", to: nil, at: at(3)), "planned B"),
                (CalBodies.cancelled("A", at: at(4)), "planned B"),
                (CalBodies.cancelled("B", at: at(5)), "not_planned"),
                (CalBodies.created("C", id, at: at(6)), "planned C"),
                (CalBodies.cancelled("C", at: at(7), trigger: "BOOKING_REJECTED"), "not_planned"),
                (CalBodies.created("D", id, at: at(8)), "planned D"),
                (
                    isFlat
                        ? CalBodies.endedFlat("D", bookedAt: at(8))
                        : CalBodies.endedNested("D", at: at(9)), "completed D"
                ),
                (CalBodies.created("E", id, at: at(10)), "completed D"),
            ]
            api.advance(20)
            for (body, status) in story {
                try await expectEqual(api.deliverCal(body).status, 200)
                try await expectEqual(api.call(id, ada), status)
            }
            let count = try await api.eventCount
            for (body, _) in story { try await expectEqual(api.deliverCal(body).status, 200) }
            try await expectEqual(api.eventCount, count, "no duplicate appends anything")
            let events = try await api.events("tenant-\(id)")
            expectTrue(events.dropFirst(2).allSatisfy { $0.actor.kind == .webhook })
            expectEqual(events.last?.occurredAt, at(10))
        }
    }

    @Test func `what nobody knows is acknowledged and kept with its body`() async throws {
        try await TestAPI.run { api in
            let body = CalBodies.created("A", "nowhere", at: noon)
            for _ in 0..<2 { try await expectEqual(api.deliverCal(body).status, 200) }
            let kept = try await api.events("webhook-cal")
            expectEqual(kept.map(\.type.name), ["WebhookUnmatched"])
            let personal = try JSONValue(parsing: kept[0].personal ?? [])
            expectEqual(personal["payload"]?.stringValue, body)
        }
    }

    // MARK: Order

    @Test(arguments: 0..<12)
    func `any order with duplicates, all at once, ends as the true order does`(run: Int)
        async throws
    {
        var random = SeededRandom.announced("calendar over HTTP \(run)")
        let history = CalHistory(stepCount: 4 + Int(random.next(14)), &random)
        var shuffled = history.steps + history.steps.filter { _ in random.next(3) == 0 }
        shuffled.shuffle(using: &random)
        try await TestAPI.run { [shuffled] api in
            let ada = api.person("ada")
            let (true_, any) = (try await api.space(ada), try await api.space(ada))
            for step in history.steps {
                let answer = try await api.deliverCal(step.body("true-", true_, at))
                expectEqual(answer.status, 200)
            }
            let statuses = await withTaskGroup(of: Int?.self) { group in
                for step in shuffled {
                    group.addTask { try? await api.deliverCal(step.body("any-", any, at)).status }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            expectTrue(statuses.allSatisfy { $0 == 200 })
            let expected = try await api.call(true_, ada).replacing("true-", with: "any-")
            try await expectEqual(api.call(any, ada), expected, "\(shuffled)")
            let versions = try await api.versions("tenant-\(any)")
            expectEqual(versions, versions.indices.map { Int64($0 + 1) })
            _ = try LedgerVerification.run(api.ledger.directory)
        }
    }

    @Test func `two hundred deliveries of one booking at once are one`() async throws {
        try await TestAPI.run { api in
            let ada = api.person("ada")
            let id = try await api.space(ada)
            let body = CalBodies.created("A", id, at: noon)
            let taken = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<200 {
                    group.addTask { (try? await api.deliverCal(body).status) == 200 }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            expectEqual(taken, 200)
            try await expectEqual(api.versions("tenant-\(id)"), [1, 2, 3])
            try await expectEqual(api.call(id, ada), "planned A")
        }
    }
}

/// What a calendar does for one space over time: deliveries in their true order.
private struct CalHistory {
    enum Step: Sendable {
        case created(Int, at: Int64)
        case cancelled(Int, at: Int64, isRejection: Bool)
        /// Without a new meeting, the old one moved.
        case moved(Int, to: Int?, at: Int64)
        /// Flat deliveries carry the time of the booking.
        case ended(Int, at: Int64, isFlat: Bool)

        func body(_ prefix: String, _ space: String, _ time: (Int64) -> Timestamp) -> String {
            switch self {
            case .created(let meeting, let at):
                CalBodies.created("\(prefix)\(meeting)", space, at: time(at))
            case .cancelled(let meeting, let at, let isRejection):
                CalBodies.cancelled(
                    "\(prefix)\(meeting)", at: time(at),
                    trigger: isRejection ? "BOOKING_REJECTED" : "BOOKING_CANCELLED")
            case .moved(let meeting, let new, let at):
                CalBodies.rescheduled(
                    "\(prefix)\(meeting)", to: new.map { "\(prefix)\($0)" }, at: time(at))
            case .ended(let meeting, let at, true):
                CalBodies.endedFlat("\(prefix)\(meeting)", bookedAt: time(at))
            case .ended(let meeting, let at, false):
                CalBodies.endedNested("\(prefix)\(meeting)", at: time(at))
            }
        }
    }

    private(set) var steps: [Step] = []
    private var current: (meeting: Int, bookedAt: Int64)?
    private var meetingCount = 0

    init(stepCount: Int, _ random: inout SeededRandom) {
        for seconds in 1...Int64(stepCount) { add(seconds, &random) }
    }

    private mutating func add(_ now: Int64, _ random: inout SeededRandom) {
        guard let (meeting, bookedAt) = current else { return book(now) }
        switch random.next(10) {
        case 0...1: book(now)
        case 2...4:
            steps.append(.cancelled(meeting, at: now, isRejection: random.next(2) == 0))
            current = nil
        case 5: steps.append(.moved(meeting, to: nil, at: now))
        case 6...7:
            meetingCount += 1
            steps.append(.moved(meeting, to: meetingCount, at: now))
            current = (meetingCount, now)
        case 8:
            // Late news of a meeting that is not, or no longer, the current one.
            let other = Int(random.next(meetingCount)) + 1
            if other != meeting { steps.append(.cancelled(other, at: now, isRejection: false)) }
        default:
            let isFlat = random.next(2) == 0
            steps.append(.ended(meeting, at: isFlat ? bookedAt : now, isFlat: isFlat))
        }
    }

    private mutating func book(_ now: Int64) {
        meetingCount += 1
        steps.append(.created(meetingCount, at: now))
        current = (meetingCount, now)
    }
}
