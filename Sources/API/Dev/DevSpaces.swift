import HTTPServer
import JSON
import OnboardingLedger

/// Dev mode's calendar (contract F6): books, cancels and ends by the commands that deliveries run.
enum DevSpaces {
    /// 404 for what is no space, 409 when there is no meeting to call off or end; `If-Match`
    /// counts.
    static let routes = [
        Route(
            .post, "/dev/spaces/{id}/book", .dev, body: .raw, "Books a meeting for a space."
        ) { core, call in
            answer(
                try await core.spaces.book(
                    call.parameters["id"], call.facts,
                    expected: EntityTags.demanded(call.request)))
        },
        Route(
            .post, "/dev/spaces/{id}/cancel", .dev, body: .raw,
            "Calls the planned meeting of a space off."
        ) { core, call in
            answer(
                try await core.spaces.cancel(
                    call.parameters["id"], call.facts,
                    expected: EntityTags.demanded(call.request)))
        },
        Route(
            .post, "/dev/spaces/{id}/end", .dev, body: .raw,
            "Lets the planned meeting of a space have taken place."
        ) { core, call in
            answer(
                try await core.spaces.end(
                    call.parameters["id"], call.facts,
                    expected: EntityTags.demanded(call.request)))
        },
    ].refusing(.space)

    /// `{meetingId}`: the uid that the calendar would have given.
    private static func answer(_ meetingID: String) -> HTTPResponse {
        .json(JSONWriter.encode { $0.object { $0.member("meetingId", meetingID) } })
    }
}
