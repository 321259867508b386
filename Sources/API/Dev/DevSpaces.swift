import HTTPServer
import JSON
import OnboardingLedger

/// Dev mode's calendar (contract F6): books, cancels and ends by the commands that deliveries run.
enum DevSpaces {
    /// 404 for what is no space, 409 when there is no meeting to call off or end; `If-Match` and
    /// `Idempotency-Key` count.
    static let routes = [
        Route(
            .post, "/dev/spaces/{id}/book", .dev, body: .raw, "Books a meeting for a space."
        ) { core, call in
            try await report(core.spaces.book, core, call)
        },
        Route(
            .post, "/dev/spaces/{id}/cancel", .dev, body: .raw,
            "Calls the planned meeting of a space off."
        ) { core, call in
            try await report(core.spaces.cancel, core, call)
        },
        Route(
            .post, "/dev/spaces/{id}/end", .dev, body: .raw,
            "Lets the planned meeting of a space have taken place."
        ) { core, call in
            try await report(core.spaces.end, core, call)
        },
    ].refusing(.space)

    /// `{meetingId}`: the uid that the calendar would have given.
    private static func report(
        _ command: (String, RequestFacts, DemandedVersions?) async throws -> String,
        _ core: APICore, _ call: Call
    ) async throws -> HTTPResponse {
        let meeting = try await core.devOnce(call) {
            try await command(
                call.parameters["id"], call.facts, EntityTags.demanded(call.request))
        }
        return .json(JSONWriter.encode { $0.object { $0.member("meetingId", meeting.value) } })
            .markingReplay(meeting.isReplay)
    }
}
