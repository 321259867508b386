import TestSupport
import Testing

@testable import API

/// What an `Accept` asks for (RFC 9110, section 12.5.1).
struct MediaRangesTests {
    private static let offered = ["text/event-stream", "text/csv", "application/jsonl"]

    @Test(
        arguments: [
            ("text/csv", "text/csv"), ("Text/CSV ; header=present", "text/csv"),
            ("application/json, text/csv", "text/csv"), ("text/csv, */*;q=0.8", "text/csv"),
            ("text/csv;q=0, application/json", nil), ("text/csv;q=0", nil),
            ("text/csv;q=0.000, */*", nil), ("application/json, text/csv;q=0.1", nil),
            ("application/*, text/csv;q=0.9", nil), ("*/*;q=0.1, text/csv;q=0.2", "text/csv"),
            ("text/csv;q=0.5, application/jsonl;q=0.6", "application/jsonl"),
            ("text/event-stream;q=0.1, text/csv", "text/csv"),
            ("text/event-stream;q=0, application/json", nil),
            ("text/csv, text/event-stream", "text/event-stream"),
            ("text/csv;q=high", nil), ("text/csv;q=2", nil), ("text/csvx", nil),
            ("x/text/csv", nil),
            ("*/*", nil), ("text/*", nil), ("", nil), (", ;", nil),
        ] as [(String, String?)])
    func `the most welcome type that is named counts, unless JSON is more so`(
        accept: String, wanted: String?
    ) {
        expectEqual(MediaRanges([accept]).preferred(of: Self.offered), wanted)
    }

    @Test func `several fields are one list, and none asks for nothing`() {
        let fields = ["text/csv;q=0.5", "application/json;q=0.4"]
        expectEqual(MediaRanges(fields).preferred(of: Self.offered), "text/csv")
        expectNil(MediaRanges([]).preferred(of: Self.offered))
    }

    @Test func `a form that is not wanted is not sent (L6, D5)`() async throws {
        try await TestAPI.run { api in
            _ = try await api.start("ada@example.com")
            let keys = [try await api.key(.auditRead), try await api.key(.analyticsRead)]
            for (accept, type) in [
                ("text/csv;q=0, application/json", "application/json"),
                ("application/json, text/csv;q=0.1", "application/json"),
                ("text/event-stream;q=0, application/json", "application/json"),
                ("text/csv;q=0.2, application/json;q=0.1", "text/csv"),
            ] {
                for (path, key) in zip(
                    ["ledger/events", "analytics/funnel?flow=signup"], keys)
                {
                    let answer = try await api.get("/v1/\(path)", key, "Accept: \(accept)")
                    expectEqual(answer.fields["Content-Type"]?.hasPrefix(type), true, "\(accept)")
                }
            }
        }
    }
}
