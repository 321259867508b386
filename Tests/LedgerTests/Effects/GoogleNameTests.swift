import TestSupport
import Testing

@testable import OnboardingLedger

/// K4: names as Google has them.
struct GoogleNameTests {
    @Test func `a name keeps what can be shown, and no more than a name may have`() {
        expectEqual(GoogleSignIn.name("J0hn \u{1F600}\u{200B}\u{7}"), "J0hn \u{1F600}")
        expectTrue(GoogleSignIn.name(nil).isEmpty)
        let marks = "e" + String(repeating: "\u{301}", count: 9000)
        expectEqual(GoogleSignIn.name(.string(marks)).unicodeScalars.count, 100)
    }
}
