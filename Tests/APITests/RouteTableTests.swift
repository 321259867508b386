import JSON
import OnboardingLedger
import Testing

@testable import API

/// The list of every route.
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

    @Test func `answers about persons are kept by no cache`() async throws {
        for route in RouteTable.routes(isDev: true) {
            let isAboutPersons =
                route.path.contains("/onboarding/") || route.path.contains("/auth/")
                || route.path.contains("/sessions") || route.path.contains("/profiles")
                || route.path.contains("/streams") || route.path.contains("/ledger/events")
            #expect(route.isPersonal || !isAboutPersons, "\(route.name)")
        }
    }
}
