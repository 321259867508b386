import HTTPServer
import JSON
import OnboardingLedger

/// Taking a person's data out of the ledger, and the receipt of it (contract L14).
enum ErasureEndpoints {
    static let routes = [
        Route(
            .post, "/v1/admin/erase", .scope(.admin), body: .json,
            "Erases a person: by email, user id or stream.", later: erase),
        Route(
            .get, "/v1/admin/erasures/{id}", .scope(.admin), "The receipt of an erasure.",
            later: receipt),
    ]

    /// Idempotent by itself: nothing of a second request is recorded. Under a key, another body is
    /// 422 as everywhere.
    ///
    /// L14. 404 `erasure.subject_not_found`, 400 `erasure.not_a_person` or
    /// `erasure.reason_is_personal`. Answers once the files are scrubbed, or says in `scrubbed`
    /// that they are not yet.
    private static func erase(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        try call.requireNoQuery()
        let form = try ErasureForm(call.request.body)
        let key = try core.idempotencyKey(call, who: call.who)
        let erased = try await core.keepingRefusals(call, under: key) {
            try await core.ledger.erase(
                ErasureRequest(
                    subject: form.subject, reason: form.reason, actor: call.actor(as: .admin),
                    requestID: call.requestID), under: key)
        }
        return answer(erased.value).markingReplay(erased.isReplay)
    }

    /// 404 `erasure.not_found` for an id that no erasure has.
    private static func receipt(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        try call.requireNoQuery()
        guard let receipt = try await core.ledger.erasure(id: call.parameters["id"]) else {
            throw Problem(.erasureNotFound, "POST /v1/admin/erase answers the id.")
        }
        return answer(receipt)
    }

    /// The receipt, on either door.
    static func answer(_ receipt: ErasureReceipt) -> HTTPResponse {
        .json(JSONWriter.encode { receipt.write(to: &$0) })
    }
}
