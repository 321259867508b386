import JSON
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// The list of every route.
struct RouteTableTests {
    @Test func `no two routes have one name, and each says what it is for`() {
        let routes = RouteTable.routes(isDev: true)
        expectEqual(Set(routes.map(\.name)).count, routes.count)
        for route in routes {
            expectTrue(route.summary.hasSuffix("."), "\(route.name)")
            expectTrue(route.access == .dev || !route.path.hasPrefix("/dev"), "\(route.name)")
        }
        expectFalse(RouteTable.routes(isDev: false).contains { $0.path.hasPrefix("/dev") })
    }

    @Test func `answers about persons are kept by no cache`() async throws {
        for route in RouteTable.routes(isDev: true) {
            let isAboutPersons =
                route.path.contains("/onboarding/") || route.path.contains("/auth/")
                || route.path.contains("/sessions") || route.path.contains("/profiles")
                || route.path.contains("/streams") || route.path.contains("/ledger/events")
            expectTrue(route.isPersonal || !isAboutPersons, "\(route.name)")
        }
    }
}
