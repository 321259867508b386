import TestSupport
import Testing

/// What the other tests trust: each expectation records an issue where it should, and none elsewhere.
struct ExpectationTests {
    @Test func `what is as expected is no issue`() {
        expectEqual([1, 2], [1, 2])
        expectTrue(true)
        expectFalse(false)
        expectNil(nil as Int?)
        expectNotNil(0 as Int?)
    }

    @Test func `two values that differ are an issue that shows both`() {
        withKnownIssue {
            expectEqual("found", "expected", "why")
        } matching: { issue in
            issue.comments.map(\.rawValue) == ["found is not expected: why"]
        }
    }

    @Test func `what does not hold, or does against expectation, is an issue`() {
        withKnownIssue { expectTrue(false) }
        withKnownIssue { expectFalse(true) }
    }

    @Test func `a value against expectation is an issue that shows it, and so is none`() {
        withKnownIssue {
            expectNil(7)
        } matching: {
            $0.comments.map(\.rawValue) == ["7 is not nil"]
        }
        withKnownIssue { expectNotNil(nil as Int?) }
    }

    @Test func `what a test cannot go on without is handed on, or ends it with an issue`() throws {
        try expectEqual(required(7 as Int?), 7)
        try required(true)
        withKnownIssue {
            #expect(throws: NothingThere.self) { try required(nil as Int?) }
        } matching: {
            $0.comments.map(\.rawValue) == ["there is no Int"]
        }
        withKnownIssue { #expect(throws: NothingThere.self) { try required(false) } }
    }

    @Test func `an issue is told of the place that was named`() {
        withKnownIssue {
            expectEqual(1, 2, in: "Room/Place.swift", at: 3)
        } matching: { issue in
            issue.sourceLocation?.fileID == "Room/Place.swift" && issue.sourceLocation?.line == 3
        }
    }
}
