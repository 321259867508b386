import Foundation
import JSON
import Onboarding
import Time

/// Our scanner and writer on the payloads of a sign-up's events, against Foundation's.
struct CodecBench {
    private let size: BenchSize

    init(_ size: BenchSize) { self.size = size }

    func run(_ checksum: inout Checksum) throws -> [BenchResult] {
        let samples = try SampleEvent.all()
        let (few, many) = size.pick(smoke: (20, 200), full: (1500, 40_000))
        let rounds = size.pick(smoke: 2, full: 9)
        let reading = try Comparison(rounds: rounds) {
            try Self.decode(samples, times: many, &checksum)
        } reference: {
            try Self.decodeWithFoundation(samples, times: few, &checksum)
        }
        let writing = try Comparison(rounds: rounds) {
            Self.encode(samples, times: many, &checksum)
        } reference: {
            try Self.encodeWithFoundation(samples, times: few, &checksum)
        }
        return [
            BenchResult(
                "codec reading", reading.perSecond, "events/s", ratio: reading.workRatio,
                target: .atLeast(12)),
            BenchResult("codec reading, Foundation", reading.referencePerSecond, "events/s"),
            BenchResult(
                "codec writing", writing.perSecond, "events/s", ratio: writing.workRatio,
                target: .atLeast(12)),
            BenchResult("codec writing, Foundation", writing.referencePerSecond, "events/s"),
        ]
    }

    private static func decode(
        _ samples: [SampleEvent], times: Int, _ checksum: inout Checksum
    ) throws -> Int {
        for _ in 0..<times {
            for sample in samples {
                let event = try sample.decode()
                if case .started(let started) = event { checksum.add(started.email.utf8.count) }
            }
        }
        return times * samples.count
    }

    private static func decodeWithFoundation(
        _ samples: [SampleEvent], times: Int, _ checksum: inout Checksum
    ) throws -> Int {
        let decoder = JSONDecoder()
        for _ in 0..<times {
            for sample in samples {
                let payload = try decoder.decode(FoundationPayload.self, from: sample.dataObject)
                let personal = try sample.personalObject.map {
                    try decoder.decode(FoundationPersonal.self, from: $0)
                }
                checksum.add((payload.planId ?? personal?.email ?? "").utf8.count)
            }
        }
        return times * samples.count
    }

    private static func encode(
        _ samples: [SampleEvent], times: Int, _ checksum: inout Checksum
    ) -> Int {
        var writer = JSONWriter(reserving: 1024)
        for _ in 0..<times {
            for sample in samples {
                writer.removeAll()
                sample.event.writeData(to: &writer)
                let count = writer.bytes.count
                writer.removeAll()
                _ = sample.event.writePersonal(to: &writer)
                checksum.add(count + writer.bytes.count)
            }
        }
        return times * samples.count
    }

    private static func encodeWithFoundation(
        _ samples: [SampleEvent], times: Int, _ checksum: inout Checksum
    ) throws -> Int {
        let encoder = JSONEncoder()
        for _ in 0..<times {
            for sample in samples {
                var count = try encoder.encode(sample.payload).count
                if let personal = sample.personalPayload {
                    count += try encoder.encode(personal).count
                }
                checksum.add(count)
            }
        }
        return times * samples.count
    }
}

/// An event of a sign-up in all the forms that the two sides read and write; by reference, so that
/// passing it along costs neither side anything.
private final class SampleEvent {
    let event: SignUpEvent
    let kind: EventKind
    let data: [UInt8]
    let personal: [UInt8]?
    let dataObject: Data
    let personalObject: Data?
    let payload: FoundationPayload
    let personalPayload: FoundationPersonal?

    init(_ encoded: EncodedEvent, _ event: SignUpEvent) throws {
        self.event = event
        (kind, data, personal) = (event.kind, encoded.data, encoded.personal)
        dataObject = Data(data)
        personalObject = personal.map { Data($0) }
        payload = try JSONDecoder().decode(FoundationPayload.self, from: dataObject)
        personalPayload = try personalObject.map {
            try JSONDecoder().decode(FoundationPersonal.self, from: $0)
        }
    }

    /// Every kind of event that has something in it and that a paid sign-up comes by.
    static func all() throws -> [SampleEvent] {
        var (state, samples) = (SignUpState(), [SampleEvent]())
        let now = Timestamp(milliseconds: 1_780_000_000_000)
        for command in commands(at: now) {
            let decision = try SignUp.decide(command, state, DecisionContext(now: now))
            for event in decision.events {
                guard let encoded = state.take([event], at: now).first, encoded.data.count > 2
                else { continue }
                samples.append(try SampleEvent(encoded, event))
            }
        }
        return samples
    }

    private static func commands(at now: Timestamp) -> [SignUpCommand] {
        let person = SamplePerson(1)
        let plan = PlanCatalogue.dev.plans[1]
        let id = "cs_test_019a0e7e-4c9e-7e8d-9c1b-0a1b2c3d4e5f"
        return [
            .start(email: person.email, plan: plan, variant: nil), .sendCode(proof: .first),
            .verifyCode(
                codeIsCorrect: true, firstName: person.firstName, lastName: person.lastName,
                proof: .first),
            .stageBusiness(person.business, proof: .first), .requestCheckout(proof: .first),
            .recordCheckout(
                SignUpState.Checkout(
                    id: id, url: "https://checkout.example/c/pay/\(id)",
                    expiresAt: now.adding(seconds: 1800), planID: plan.id)),
            .confirmPayment(
                SignUpState.Payment(
                    checkoutSessionID: id, planID: plan.id, customerID: "cus_0a1b2c3d4e5f",
                    subscriptionID: "sub_0a1b2c3d4e5f")),
            .complete(
                userID: "019a0e7e-4c9e-7e8d-9c1b-0a1b2c3d4e5f",
                tenantID: "019a0e7e-4c9e-7e8d-9c1b-0f1e2d3c4b5a", proof: .first),
        ]
    }

    func decode() throws(JSONError) -> SignUpEvent {
        let (data, personal) = (data, personal)
        return try unsafe data.span.bytes.withUnsafeBytes { data throws(JSONError) in
            guard let personal else {
                return try unsafe SignUpEvent.decode(kind, data: data, personal: nil)
            }
            return try unsafe personal.span.bytes.withUnsafeBytes { personal throws(JSONError) in
                try unsafe SignUpEvent.decode(kind, data: data, personal: personal)
            }
        }
    }
}

/// The members of all payloads together, as `Codable` would be used for them; times stay text,
/// which spares Foundation its slow date formatter.
private struct FoundationPayload: Codable {
    var planId: String?
    var planDescriptor: String?
    var isPaid: Bool?
    var expiresAt: String?
    var issue: Int?
    var method: String?
    var name: String?
    var descriptor: String?
    var country: String?
    var currency: String?
    var checkoutSessionId: String?
    var checkoutUrl: String?
    var customerId: String?
    var subscriptionId: String?
    var userId: String?
    var tenantId: String?
}

private struct FoundationPersonal: Codable {
    var email: String?
    var firstName: String?
    var lastName: String?
}
