/// Every refusal that this server itself can give, by its stable dotted word; those of the flows
/// stand with their rejections, those of HTTP with theirs.
enum ProblemCode: String, Sendable, CaseIterable {
    /// No JSON object, or fields that are missing or wrong, which `errors` names (K0).
    case invalidBody = "request.invalid_body"
    /// A parameter that is unknown, repeated or wrong, which `errors` names.
    case invalidQuery = "request.invalid_query"
    /// A body of another media type, or with a content coding.
    case unsupportedMediaType = "request.unsupported_media_type"
    /// A key that is empty, too long or not visible ASCII.
    case invalidIdempotencyKey = "request.invalid_idempotency_key"
    /// The key came before with another body (section 0).
    case idempotencyConflict = "request.idempotency_conflict"
    /// `If-Match` names another version than the stream's.
    case preconditionFailed = "request.precondition_failed"
    /// The body's version is stale (A2), or somebody took a unique key first.
    case versionConflict = "request.version_conflict"
    /// The query has no session token (K0).
    case sessionTokenRequired = "onboarding.session_token_required"
    /// The identity provider refused the code (K4).
    case invalidOAuthCode = "onboarding.invalid_oauth_code"
    /// Nothing was sent to be known by.
    case missingCredential = "auth.missing_credential"
    /// The token, key or cookie is wrong, over or revoked; the answer does not tell which.
    case invalidCredential = "auth.invalid_credential"
    /// The identity provider's keys could not be had since the start: nobody can tell whether the
    /// token is good.
    case providerUnavailable = "auth.provider_unavailable"
    /// The email or the password is wrong; the answer does not tell which (K16).
    case wrongCredentials = "auth.wrong_credentials"
    /// The refresh token is unknown, used, revoked or over (K8).
    case invalidRefreshToken = "auth.invalid_refresh_token"
    /// The caller is known, and may not.
    case insufficientScope = "auth.insufficient_scope"
    /// An API key asked for what is a person's own.
    case personRequired = "auth.person_required"
    /// `X-Internal-Key` is another (A4).
    case invalidInternalKey = "auth.invalid_internal_key"
    /// The console's cookie came with another site's page (W1).
    case foreignOrigin = "auth.foreign_origin"
    /// Too many attempts by the email or from the address (K16).
    case loginRateLimited = "auth.rate_limited"
    /// A delivery that its provider did not sign (S3, F4).
    case invalidSignature = "webhook.invalid_signature"
    /// A delivery whose time is over 300 seconds from ours (S3).
    case staleSignature = "webhook.stale_signature"
    /// A signed delivery that cannot be read.
    case invalidEvent = "webhook.invalid_event"
    /// Nothing was ever recorded in the stream.
    case streamNotFound = "ledger.stream_not_found"
    /// The stream has not reached the version.
    case versionNotFound = "ledger.version_not_found"
    /// The stream has no such field, and had none that an erasure left (L7).
    case fieldNotFound = "ledger.field_not_found"
    /// The log does not reach the position or size.
    case positionNotFound = "ledger.position_not_found"
    /// It does not exist, or is somebody else's.
    case subjectNotFound = "ledger.subject_not_found"
    /// A row that can be no event; on the command's socket.
    case invalidImportRow = "ledger.invalid_import_row"
    /// A line that does not follow from the log (L15); on the command's socket.
    case invalidRestoreLine = "ledger.invalid_restore_line"
    /// No erasure has the id (L14).
    case erasureNotFound = "erasure.not_found"
    /// No API key has the id.
    case keyNotFound = "ledger.key_not_found"
    /// No job has the name.
    case jobNotFound = "ledger.job_not_found"
    /// A rebuild, verification or copy runs already, one of each at a time.
    case workRunning = "ledger.work_running"
    /// No event type has the schema.
    case schemaNotFound = "ledger.schema_not_found"
    /// The flow is neither built in nor declared.
    case flowNotFound = "flow.not_declared"
    /// The file declares no flow; `errors` names what is wrong (X2).
    case invalidFlowFile = "flow.invalid_file"
    /// The new form would break what the flow's subjects have; see `errors`.
    case unsafeFlowChange = "flow.unsafe_change"
    /// Analytics were asked about a flow that there is not.
    case unknownFlow = "analytics.unknown_flow"
    /// The flow is not counted by the attribute.
    case unknownAttribute = "analytics.unknown_attribute"
    /// The flow has no such stage.
    case unknownStage = "analytics.unknown_stage"
    /// `until` does not come after `since`.
    case reversedRange = "analytics.reversed_range"
    /// The sandbox opened no such checkout (dev mode).
    case checkoutNotFound = "dev.checkout_not_found"
    /// The sandbox's checkout ended otherwise before (dev mode).
    case checkoutSettled = "dev.checkout_settled"
    /// The server's clock cannot be moved (dev mode).
    case clockFixed = "dev.clock_fixed"
    /// No page or part of one is there.
    case pageNotFound = "page.not_found"
    /// Nothing was written; reading goes on.
    case diskFull = "storage.disk_full"
    /// Whether it was written will show once the server is back.
    case outcomeUnknown = "storage.outcome_unknown"
    /// Files cannot be read or written as they must be.
    case storageFailed = "storage.failed"
    /// Too much waits; nothing was done.
    case overloaded = "storage.queue_full"
    /// The server is stopping; nothing was done.
    case closing = "storage.closing"
    /// A fault of ours, of which the client learns nothing but the request's id.
    case internalError = "server.internal_error"

    /// What the refusal's answer has as its status.
    var status: Int {
        switch self {
        case .invalidBody, .invalidQuery, .invalidIdempotencyKey, .sessionTokenRequired,
            .invalidOAuthCode, .invalidSignature, .staleSignature, .invalidEvent,
            .invalidImportRow, .invalidRestoreLine, .invalidFlowFile, .unknownFlow,
            .unknownAttribute, .unknownStage, .reversedRange:
            400
        case .missingCredential, .invalidCredential, .wrongCredentials, .invalidRefreshToken: 401
        case .insufficientScope, .personRequired, .invalidInternalKey, .foreignOrigin: 403
        case .streamNotFound, .versionNotFound, .fieldNotFound, .positionNotFound,
            .subjectNotFound, .erasureNotFound, .keyNotFound, .jobNotFound, .schemaNotFound,
            .flowNotFound, .checkoutNotFound, .pageNotFound:
            404
        case .versionConflict, .workRunning, .unsafeFlowChange, .clockFixed, .checkoutSettled:
            409
        case .preconditionFailed: 412
        case .unsupportedMediaType: 415
        case .idempotencyConflict: 422
        case .loginRateLimited: 429
        case .internalError: 500
        case .diskFull, .outcomeUnknown, .storageFailed, .overloaded, .closing,
            .providerUnavailable:
            503
        }
    }

    /// What kind of problem it is, the same each time.
    var title: String {
        switch self {
        case .invalidBody: "The request's body or a field of it is not valid"
        case .invalidQuery: "A parameter is not valid"
        case .unsupportedMediaType: "The body's media type is not supported"
        case .invalidIdempotencyKey: "The idempotency key is not valid"
        case .idempotencyConflict: "The idempotency key was used with another body"
        case .preconditionFailed: "The version is not the expected one"
        case .versionConflict: "Somebody else was faster"
        case .sessionTokenRequired: "A session token is required"
        case .invalidOAuthCode: "The authorisation code was refused"
        case .missingCredential: "A credential is required"
        case .invalidCredential: "The credential is not valid"
        case .providerUnavailable: "The identity provider's keys are not there"
        case .wrongCredentials: "Email or password is wrong"
        case .invalidRefreshToken: "The refresh token is not valid"
        case .insufficientScope: "The credential does not allow this"
        case .personRequired: "A signed-in person is required"
        case .invalidInternalKey: "The internal key is wrong"
        case .foreignOrigin: "The request comes from another site's page"
        case .loginRateLimited: "Too many attempts"
        case .invalidSignature: "The signature is not valid"
        case .staleSignature: "The signature is too old or from the future"
        case .invalidEvent: "The event cannot be read"
        case .streamNotFound: "There is no such stream"
        case .versionNotFound: "The stream has no such version"
        case .fieldNotFound: "The stream has no such field"
        case .positionNotFound: "The log has no such position or size"
        case .subjectNotFound: "There is nothing here"
        case .invalidImportRow: "A row cannot be imported"
        case .invalidRestoreLine: "A line cannot be restored"
        case .erasureNotFound: "There is no such erasure"
        case .keyNotFound: "There is no such API key"
        case .jobNotFound: "There is no such job"
        case .workRunning: "That runs already"
        case .schemaNotFound: "There is no such schema"
        case .flowNotFound: "There is no such flow"
        case .invalidFlowFile: "The flow file is not valid"
        case .unsafeFlowChange: "The flow has subjects that forbid the change"
        case .unknownFlow: "There is no such flow"
        case .unknownAttribute: "The flow has no such attribute"
        case .unknownStage: "The flow has no such stage"
        case .reversedRange: "The range ends before it begins"
        case .checkoutNotFound: "There is no such checkout"
        case .checkoutSettled: "The checkout is over"
        case .clockFixed: "The clock cannot be moved"
        case .pageNotFound: "There is no such page"
        case .diskFull: "The disk is full"
        case .outcomeUnknown: "The last write was not confirmed"
        case .storageFailed: "Storage failed"
        case .overloaded: "Too much is under way"
        case .closing: "The server is stopping"
        case .internalError: "Something went wrong here"
        }
    }
}
