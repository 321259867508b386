import JSON
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// The authorisation matrix: every route of the table with everybody who may knock at it.
struct AuthorisationTests {
    private static let routes = RouteTable.routes(isDev: true)

    /// What a route's door says.
    private enum Door: String {
        case unauthenticated = "401"
        case forbidden = "403"
        /// The endpoint runs; what it then says is its own.
        case open
    }

    /// Routes open to everybody who names a subject of theirs; who names none must be signed in, and
    /// an API key, which stands for nobody, needs a scope.
    private static let subjectScopes: [String: APIScope] = [
        "GET /v1/flows/{flow}/requirements": .gateRead
    ]

    private static func door(_ route: Route, _ knocker: Knocker) -> Door {
        if let scope = subjectScopes[route.name] {
            return door(knocker) { $0 == scope || $0 == .admin }
        }
        return door(route.access, knocker)
    }

    /// What the route's access alone promises; only ownership needs rows of its own.
    private static func door(_ access: RouteAccess, _ knocker: Knocker) -> Door {
        switch access {
        case .open, .sessionToken, .credentials, .signature, .dev: return .open
        case .internalKey: return .unauthenticated
        case .anybodyOrPerson: return Knocker.forgers.contains(knocker) ? .unauthenticated : .open
        case .person: return door(knocker) { _ in false }
        case .scope(let scope):
            return door(knocker, isForPeople: false) { $0 == scope || $0 == .admin }
        case .scopeOrOwn(let scope): return door(knocker) { $0 == scope || $0 == .admin }
        case .loopbackOrAdmin: return door(knocker, isForPeople: false) { $0 == .admin }
        }
    }

    private static func door(
        _ knocker: Knocker, isForPeople: Bool = true, _ isEnough: (APIScope) -> Bool
    ) -> Door {
        if knocker == .nobody || Knocker.forgers.contains(knocker) { return .unauthenticated }
        if case .key(let scope) = knocker { return isEnough(scope) ? .open : .forbidden }
        return isForPeople || knocker == .admin ? .open : .forbidden
    }

    /// What the door really said: only its own refusals count, not the endpoint's.
    private static func said(_ answer: Answer) -> Door {
        let own: Set<String> = [
            ProblemCode.missingCredential.rawValue, ProblemCode.invalidCredential.rawValue,
            ProblemCode.insufficientScope.rawValue, ProblemCode.personRequired.rawValue,
            ProblemCode.invalidInternalKey.rawValue,
        ]
        guard own.contains(answer.string("code")) else { return .open }
        return answer.status == 401 ? .unauthenticated : .forbidden
    }

    /// The route's line with something in the place of each parameter.
    private static func line(_ route: Route) -> String {
        route.name.split(separator: "/", omittingEmptySubsequences: false)
            .map { $0.hasPrefix("{") ? "session-none" : $0 }.joined(separator: "/")
    }

    /// What the contract says of each route that a scope opens (sections 0, 7 and 8), written down
    /// apart from the routes; `own` is a person's own as well.
    private static let scopes: [String: String] = [
        "DELETE /v1/admin/profiles/{id}": "admin", "GET /v1/admin/backup": "admin",
        "GET /v1/admin/erasures/{id}": "admin", "GET /v1/admin/rebuild": "admin",
        "GET /v1/admin/verify": "audit:read", "POST /v1/admin/verify": "audit:read",
        "POST /v1/admin/erase": "admin", "POST /v1/admin/profiles/{id}/comp": "admin",
        "POST /v1/admin/profiles/{id}/role": "admin", "POST /v1/admin/rebuild": "admin",
        "POST /v1/admin/tenants/{id}/reopen": "admin",
        "PATCH /api/v1/admin/users/{id}/approve": "admin",
        "PATCH /api/v1/admin/users/{id}/suspend": "admin",
        "PATCH /api/v1/admin/users/{id}/reinstate": "admin",
        "POST /jobs/cleanup-abandoned-tenants": "jobs", "POST /v1/flows": "admin",
        "GET /v1/analytics/dropoff": "analytics:read",
        "GET /v1/analytics/experiments": "analytics:read",
        "GET /v1/analytics/friction": "analytics:read",
        "GET /v1/analytics/funnel": "analytics:read", "GET /v1/analytics/paths": "analytics:read",
        "GET /v1/flows/{flow}/attributes": "analytics:read",
        "GET /v1/ledger/activity": "audit:read", "GET /v1/ledger/consistency": "audit:read",
        "GET /v1/ledger/events": "audit:read", "GET /v1/ledger/export": "audit:read",
        "GET /v1/ledger/head": "audit:read", "GET /v1/ledger/proof/{position}": "audit:read",
        "GET /v1/ledger/streams/{stream}": "audit:read",
        "GET /v1/ledger/streams/{stream}/blame": "audit:read",
        "GET /v1/ledger/streams/{stream}/diff": "audit:read",
        "GET /v1/ledger/streams/{stream}/state": "audit:read",
        "POST /v1/ledger/streams/{stream}/events": "ingest",
        "GET /v1/sessions": "audit:read, own", "GET /v1/sessions/{id}": "audit:read, own",
        "GET /v1/tenants": "audit:read, own", "GET /v1/tenants/{id}": "audit:read, own",
        "GET /v1/profiles": "audit:read, own", "GET /v1/profiles/{id}": "audit:read, own",
        "GET /v1/spaces/{id}": "audit:read, own", "GET /v1/spaces/{id}/changes": "audit:read, own",
        "POST /v1/spaces": "ingest, own", "GET /metrics": "admin, loopback",
    ]

    @Test func `each route that a scope opens asks for the contract's`() {
        var found: [String: String] = [:]
        for route in Self.routes {
            switch route.access {
            case .scope(let scope): found[route.name] = scope.rawValue
            case .scopeOrOwn(let scope): found[route.name] = "\(scope.rawValue), own"
            case .loopbackOrAdmin: found[route.name] = "admin, loopback"
            default: break
            }
        }
        expectEqual(found, Self.scopes)
    }

    @Test func `every route opens for whom its access says, and for nobody else`() async throws {
        try await Cast.run { cast in
            for route in Self.routes {
                for knocker in Knocker.all {
                    let answer = try await cast.ask(Self.line(route), knocker)
                    expectEqual(
                        Self.said(answer), Self.door(route, knocker),
                        "\(route.name) for \(knocker): \(answer.refusal)")
                    let isUnauthenticated = Self.said(answer) == .unauthenticated
                    expectTrue(
                        !isUnauthenticated || answer.fields.contains("WWW-Authenticate"),
                        "\(route.name) for \(knocker)")
                }
            }
        }
    }

    @Test func `the internal key opens its routes, and a wrong one does not`() async throws {
        try await Cast.run { cast in
            for route in Self.routes where route.access == .internalKey {
                let line = Self.line(route)
                let wrong = try await cast.ask(line, .admin, ["X-Internal-Key: wrong"])
                expectEqual(wrong.status, 403, "\(route.name)")
                let right = try await cast.ask(line, .nobody, ["X-Internal-Key: dev-secret"])
                expectEqual(Self.said(right), .open, "\(route.name)")
            }
        }
    }

    @Test func `outside dev mode the dev routes do not exist`() async throws {
        try await TestAPI.run {
            $0.isDev = false
        } _: { api in
            for route in Self.routes where route.access == .dev {
                let answer = try await api.ask(Self.line(route))
                expectEqual(answer.refusal, "404 http.not_found", "\(route.name)")
            }
        }
    }

    // MARK: Whose it is

    /// Who sees what is Ada's at a path with an id in it; everybody else learns that there is
    /// nothing.
    private struct Owned {
        let path: @Sendable (Cast) -> String
        let seenBy: [Knocker]
        var body: String?
    }

    private static let auditors: [Knocker] = [.admin, .key(.auditRead), .key(.admin)]

    private static let owned: [String: Owned] = [
        "GET /v1/sessions/{id}": Owned(
            path: { "/v1/sessions/\($0.sessionID)" }, seenBy: auditors + [.owner]),
        "GET /v1/tenants/{id}": Owned(
            path: { "/v1/tenants/\($0.tenantID)" }, seenBy: auditors + [.owner, .member]),
        "GET /v1/profiles/{id}": Owned(
            path: { "/v1/profiles/\($0.userID)" }, seenBy: auditors + [.owner]),
        "GET /v1/spaces/{id}": Owned(
            path: { "/v1/spaces/\($0.spaceID)" }, seenBy: auditors + [.owner]),
        "GET /v1/spaces/{id}/changes": Owned(
            path: { "/v1/spaces/\($0.spaceID)/changes" }, seenBy: auditors + [.owner]),
        // A space's id is what its people share, and the gate tells no more of it; what is owed is
        // its owner's.
        "GET /v1/flows/{flow}/requirements": Owned(
            path: { "/v1/flows/call/requirements?space=\($0.spaceID)" },
            seenBy: [.owner, .admin, .key(.gateRead), .key(.admin)]),
        "GET /api/v1/client/tenants/{id}/onboarding": Owned(
            path: { "/api/v1/client/tenants/\($0.tenantID)/onboarding" }, seenBy: [.owner]),
        "PATCH /api/v1/client/tenants/{id}/onboarding": Owned(
            path: { "/api/v1/client/tenants/\($0.tenantID)/onboarding" }, seenBy: [.owner],
            body: "{}"),
        "GET /api/v1/client/tenants/{id}/pos": Owned(
            path: { "/api/v1/client/tenants/\($0.tenantID)/pos" }, seenBy: [.owner]),
    ]

    /// Routes by which a person may reach somebody's data: each needs a row.
    private static func isAboutSomebody(_ route: Route) -> Bool {
        guard route.path.contains("{") else { return false }
        switch route.access {
        // A flow in the path is nobody: what a person has in it is the token's own.
        case .person: return route.path.replacing("{flow}", with: "").contains("{")
        case .scopeOrOwn, .anybodyOrPerson: return true
        default: return false
        }
    }

    @Test func `every route about somebody has its row of owners`() {
        let expected = Self.routes.filter(Self.isAboutSomebody).map(\.name).sorted()
        expectEqual(Self.owned.keys.sorted(), expected)
    }

    @Test func `a person sees their own, and nothing of anybody else`() async throws {
        try await Cast.run { cast in
            for (name, owned) in Self.owned {
                let route = try required(Self.routes.first { $0.name == name })
                for knocker in Knocker.all where Self.door(route, knocker) == .open {
                    let line = "\(route.method.name) \(owned.path(cast))"
                    let body = owned.body.map { ["\n\($0)"] } ?? []
                    let answer = try await cast.ask(line, knocker, body)
                    let mayRead = owned.seenBy.contains(knocker)
                    expectEqual((answer.status == 200), mayRead, "\(name) for \(knocker)")
                    expectTrue(mayRead || answer.status == 404, "\(name) for \(knocker)")
                }
            }
        }
    }

    /// Whatever is asked: what is Ada's is shown to her, her tenant's members, and auditors.
    @Test func `nothing of a person's is in an answer to a stranger`() async throws {
        let strangers: [Knocker] =
            [.nobody, .otherUser, .provided, .key(.jobs), .key(.ingest), .key(.analyticsRead)]
            + Knocker.forgers
        try await Cast.run { cast in
            let paths = Self.owned.values.map { "GET \($0.path(cast))" }
            let routes = Self.routes.filter { $0.method == .get && $0.access != .dev }
            for line in paths + routes.map(Self.line) {
                for knocker in strangers {
                    let answer = try await cast.ask(line, knocker)
                    for secret in Cast.secrets {
                        expectFalse(answer.text.contains(secret), "\(line) for \(knocker)")
                    }
                }
            }
        }
    }

    @Test func `lists show each person their own`() async throws {
        try await Cast.run { cast in
            for view in ["sessions", "tenants", "profiles"] {
                let own = try await cast.ask("GET /v1/\(view)", .owner)
                // The owner's tenants are the workspace and the space.
                expectEqual(own["items"].arrayValue?.count, (view == "tenants" ? 2 : 1), "\(view)")
                let other = try await cast.ask("GET /v1/\(view)", .otherUser)
                expectEqual(other["items"].arrayValue?.count, 1, "\(view)")
                expectTrue(own["items"] != other["items"], "\(view)")
                let stranger = try await cast.ask("GET /v1/\(view)", .provided)
                expectEqual(stranger["items"], [], "\(view)")
            }
        }
    }
}
