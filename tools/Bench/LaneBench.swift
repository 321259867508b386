import EventLog
import Onboarding
import OnboardingLedger
import Time

/// Commands through the whole lane with 64 callers waiting, against SQLite inserting the very rows
/// that they made, 64 to a commit.
struct LaneBench {
    private static let waiting = 64

    private let size: BenchSize
    private let workspace: BenchWorkspace

    init(_ size: BenchSize, _ workspace: BenchWorkspace) {
        (self.size, self.workspace) = (size, workspace)
    }

    func run(_ checksum: inout Checksum) throws -> [BenchResult] {
        let starts = try compare("starts", sessions: size.pick(smoke: 128, full: 6000), &checksum) {
            client, number in try await client.start(number)
        }
        let flows = try compare("flows", sessions: size.pick(smoke: 64, full: 2000), &checksum) {
            client, number in try await client.walk(number)
        }
        return [
            BenchResult(
                "lane starts", starts.perSecond, "events/s", ratio: starts.ratio,
                target: .atLeast(0.6)),
            BenchResult("lane starts, raw", starts.referencePerSecond, "rows/s"),
            BenchResult(
                "lane mixed commands", flows.perSecond, "events/s", ratio: flows.ratio,
                target: .atLeast(0.6)),
            BenchResult("lane mixed commands, raw", flows.referencePerSecond, "rows/s"),
        ]
    }

    /// Rounds of `sessions` sign-ups, each followed by the raw insert of what they appended.
    private func compare(
        _ name: String, sessions: Int, _ checksum: inout Checksum,
        _ play: @escaping @Sendable (LaneClient, Int) async throws -> Void
    ) throws -> Comparison {
        let directory = workspace.directory("lane-\(name)")
        let client = try LaneClient(directory)
        defer { client.close() }
        let reader = try RawReader(directory)
        let raw = try RawLog(path: workspace.file("raw-\(name)"), like: reader)
        var comparison = Comparison()
        var next = 0
        for _ in 0..<size.pick(smoke: 2, full: 9) {
            let first = next
            next += sessions
            let before = try reader.integer("SELECT max(position) FROM event")
            let lane = try Pace.measure {
                try concurrently(sessions, workerCount: Self.waiting) { number in
                    try await play(client, first + number)
                }
                return try reader.integer("SELECT max(position) FROM event") - before
            }
            let rows = try reader.rows(after: Int64(before))
            guard rows.count == lane.count, lane.count >= sessions else {
                throw BenchFailure.wrongOutcome("the lane lost events")
            }
            comparison.add(
                lane,
                try Pace.measure {
                    try raw.insert(rows, batchSize: Self.waiting)
                    return rows.count
                })
            checksum.add(rows.count)
        }
        return comparison
    }
}

/// Plays people who sign up, as the API does for real ones.
///
/// Identity comes from a Google that answers at once: hashing passwords is slow on purpose and has
/// threads of its own.
private final class LaneClient: Sendable {
    private let ledger: Ledger
    private let effects: Effects
    private let signUps: SignUps

    init(_ directory: DataDirectory) throws {
        ledger = try Ledger(LedgerOptions(directory: directory))
        effects = Effects(ledger: ledger, mailer: NoMail()) { _ in }
        signUps = SignUps(
            ledger: ledger, plans: .dev, checkouts: NoCheckouts(), google: InstantGoogle(),
            effects: effects)
    }

    func close() {
        effects.close()
        ledger.close()
    }

    private func facts() -> RequestFacts {
        var generator = SystemRandomNumberGenerator()
        let id = UUIDv7(at: ledger.clock.now(), random: (generator.next(), generator.next()))
        return SamplePerson.facts(requestID: id.text)
    }

    func start(_ number: Int) async throws { _ = try await begin(SamplePerson(number)) }

    private func begin(_ person: SamplePerson) async throws -> String {
        let request = StartRequest(
            email: person.email, planDescriptor: person.plan.descriptor)
        return try await signUps.start(request, facts()).value.sessionToken
    }

    /// Start, code, identity, business: two to five events a session beside the start's.
    func walk(_ number: Int) async throws {
        let person = SamplePerson(number)
        let token = try await begin(person)
        _ = try await signUps.sendCode(SessionRequest(sessionToken: token, facts: facts()))
        _ = try await signUps.signInWithGoogle(
            code: String(number), SessionRequest(sessionToken: token, facts: facts()))
        _ = try await signUps.stageBusiness(
            person.business, SessionRequest(sessionToken: token, facts: facts()))
    }
}

/// Takes mail and drops it.
private struct NoMail: Mailer {
    func deliver(_ mail: Mail) throws(MailFailure) {}
}

/// No benchmark pays.
private struct NoCheckouts: CheckoutProvider {
    func openCheckout(_ order: CheckoutOrder, now: Timestamp) async throws(ProviderFailure)
        -> SignUpState.Checkout
    { throw ProviderFailure(.unavailable, "no payments here") }
}

/// Knows everybody: the code is the person's number.
private struct InstantGoogle: IdentityProvider {
    func authorizationURL(_ request: AuthorizationRequest) -> String { "" }

    func exchange(_ exchange: CodeExchange) async throws(ProviderFailure) -> GoogleAccount {
        guard let number = Int(exchange.code) else {
            throw ProviderFailure(.refused, "no number")
        }
        let person = SamplePerson(number)
        return GoogleAccount(
            email: person.email, isEmailVerified: true, firstName: person.firstName,
            lastName: person.lastName)
    }
}
