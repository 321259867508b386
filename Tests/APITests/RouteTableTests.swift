import JSON
import OnboardingLedger
import Testing

@testable import API

/// The authorisation matrix: every route with every kind of caller.
struct RouteTableTests {
    @Test func `no two routes have one name, and each says what it is for`() {
        let routes = RouteTable.routes(isDev: true)
        #expect(Set(routes.map(\.name)).count == routes.count)
        for route in routes {
            #expect(route.summary.hasSuffix("."), "\(route.name)")
            #expect(route.access == .dev || !route.path.hasPrefix("/dev"), "\(route.name)")
        }
        #expect(!RouteTable.routes(isDev: false).contains { $0.path.hasPrefix("/dev") })
    }

    @Test func `every route that demands a scope refuses strangers and other scopes`()
        async throws
    {
        try await TestAPI.run { api in
            for route in RouteTable.routes(isDev: true) {
                let line = route.name.replacing("{stream}", with: "session-x")
                    .replacing("{id}", with: "x")
                switch route.access {
                case .scope(let scope), .scopeOrOwn(let scope):
                    #expect(try await api.ask(line).status == 401, "\(route.name)")
                    for other in APIScope.allCases where other != scope && other != .admin {
                        let answer = try await api.ask(line + "\n" + (try await api.key(other)))
                        #expect(answer.status == 403, "\(route.name) with \(other)")
                    }
                    let admin = try await api.ask(line + "\n" + (try await api.key(.admin)))
                    #expect(admin.status != 401 && admin.status != 403, "\(route.name)")
                case .loopbackOrAdmin:
                    #expect(try await api.ask(line).status == 401)
                case .person, .anybodyOrPerson:
                    let wrong = try await api.ask(line + "\nAuthorization: Bearer wrong")
                    #expect(wrong.status == 401, "\(route.name)")
                    guard route.access == .person else { continue }
                    #expect(try await api.ask(line).status == 401, "\(route.name)")
                    let key = try await api.ask(line + "\n" + (try await api.key(.admin)))
                    #expect(key.refusal == "403 auth.person_required", "\(route.name)")
                case .internalKey:
                    #expect(try await api.ask(line).status == 401, "\(route.name)")
                    let wrong = try await api.ask(line + "\nX-Internal-Key: wrong")
                    #expect(wrong.status == 403, "\(route.name)")
                case .open, .sessionToken, .credentials, .signature, .dev:
                    let answer = try await api.ask(line + "\nAuthorization: Bearer wrong")
                    #expect(answer.string("code").hasPrefix("auth.") == false, "\(route.name)")
                }
            }
        }
    }

    @Test func `answers about persons are kept by no cache`() async throws {
        for route in RouteTable.routes(isDev: true) {
            let isAboutPersons =
                route.path.contains("/onboarding/") || route.path.contains("/auth/")
                || route.path.contains("/sessions") || route.path.contains("/profiles")
                || route.path.contains("/streams") || route.path.contains("/events")
            #expect(route.isPersonal || !isAboutPersons, "\(route.name)")
        }
    }
}
