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
            client, caller in try await client.start(caller)
        }
        let flows = try compare("flows", sessions: size.pick(smoke: 64, full: 2000), &checksum) {
            client, caller in try await client.walk(caller)
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
        _ play: @escaping @Sendable (LaneClient, LaneCaller) async throws -> Void
    ) throws -> Comparison {
        let directory = workspace.directory("lane-\(name)")
        let client = try LaneClient(directory)
        defer { client.close() }
        let reader = try RawReader(directory)
        let raw = try RawLog(path: workspace.file("raw-\(name)"), like: reader)
        var comparison = Comparison()
        var next = 0
        for _ in 0..<size.pick(smoke: 2, full: 9) {
            let callers = (next..<next + sessions).map { LaneCaller($0) }
            next += sessions
            let before = try reader.integer("SELECT max(position) FROM event")
            let lane = try Pace.measure {
                try concurrently(sessions, workerCount: Self.waiting) { number in
                    try await play(client, callers[number])
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

/// A person and the ids of their requests, made up before anything is timed.
private struct LaneCaller: Sendable {
    let person: SamplePerson
    private let requestIDs: [String]

    init(_ number: Int) {
        var random = SampleRandom(seed: UInt64(number))
        person = SamplePerson(number)
        requestIDs = (0..<4).map { _ in
            random.uuid(at: Timestamp(milliseconds: 1_780_000_000_000)).text
        }
    }

    /// What the browser's nth request brings along.
    func facts(_ request: Int) -> RequestFacts {
        SamplePerson.facts(requestID: requestIDs[request])
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
        effects = Effects(ledger: ledger, mailer: NoMail(), checkouts: NoCheckouts()) { _ in }
        signUps = SignUps(
            ledger: ledger, plans: .dev, checkouts: NoCheckouts(), google: InstantGoogle(),
            effects: effects)
    }

    func close() {
        effects.close()
        ledger.close()
    }

    func start(_ caller: LaneCaller) async throws { _ = try await begin(caller) }

    private func begin(_ caller: LaneCaller) async throws -> String {
        let request = StartRequest(
            email: caller.person.email, planDescriptor: caller.person.plan.descriptor)
        return try await signUps.start(request, caller.facts(0)).value.sessionToken
    }

    /// Start, code, identity, business: two to five events a session beside the start's.
    func walk(_ caller: LaneCaller) async throws {
        let token = try await begin(caller)
        _ = try await signUps.sendCode(request(1, token, caller))
        _ = try await signUps.signInWithGoogle(
            code: InstantGoogle.code(of: caller.person), request(2, token, caller))
        _ = try await signUps.stageBusiness(caller.person.business, request(3, token, caller))
    }

    private func request(_ number: Int, _ token: String, _ caller: LaneCaller) -> SessionRequest {
        SessionRequest(sessionToken: token, facts: caller.facts(number))
    }
}

/// Takes mail and drops it.
private struct NoMail: Mailer {
    func deliver(_ mail: Mail) throws(MailFailure) {}
}

/// Knows everybody: the code says who it is.
private struct InstantGoogle: IdentityProvider {
    static func code(of person: SamplePerson) -> String {
        "\(person.email) \(person.firstName) \(person.lastName)"
    }

    func authorizationURL(_ request: AuthorizationRequest) -> String { "" }

    func exchange(_ exchange: CodeExchange) async throws(ProviderFailure) -> GoogleAccount {
        let words = exchange.code.split(separator: " ").map(String.init)
        guard words.count == 3 else { throw ProviderFailure(.refused, "nobody") }
        return GoogleAccount(
            email: words[0], isEmailVerified: true, firstName: words[1], lastName: words[2])
    }
}
