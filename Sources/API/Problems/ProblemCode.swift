/// Every refusal that this server itself can give, by its stable dotted word; those of the sign-up
/// flow stand with their rejections, those of HTTP with theirs.
enum ProblemCode: String, Sendable, CaseIterable {
    case invalidBody = "request.invalid_body"
    case invalidQuery = "request.invalid_query"
    case unsupportedMediaType = "request.unsupported_media_type"
    case invalidIdempotencyKey = "request.invalid_idempotency_key"
    case idempotencyConflict = "request.idempotency_conflict"
    case preconditionFailed = "request.precondition_failed"
    case versionConflict = "request.version_conflict"
    case sessionTokenRequired = "onboarding.session_token_required"
    case invalidOAuthCode = "onboarding.invalid_oauth_code"
    case missingCredential = "auth.missing_credential"
    case invalidCredential = "auth.invalid_credential"
    case wrongCredentials = "auth.wrong_credentials"
    case invalidRefreshToken = "auth.invalid_refresh_token"
    case insufficientScope = "auth.insufficient_scope"
    case personRequired = "auth.person_required"
    case invalidInternalKey = "auth.invalid_internal_key"
    case foreignOrigin = "auth.foreign_origin"
    case loginRateLimited = "auth.rate_limited"
    case invalidSignature = "webhook.invalid_signature"
    case staleSignature = "webhook.stale_signature"
    case invalidEvent = "webhook.invalid_event"
    case streamNotFound = "ledger.stream_not_found"
    case versionNotFound = "ledger.version_not_found"
    case fieldNotFound = "ledger.field_not_found"
    case positionNotFound = "ledger.position_not_found"
    case subjectNotFound = "ledger.subject_not_found"
    case invalidImportRow = "ledger.invalid_import_row"
    case invalidRestoreLine = "ledger.invalid_restore_line"
    case erasureNotFound = "erasure.not_found"
    case keyNotFound = "ledger.key_not_found"
    case jobNotFound = "ledger.job_not_found"
    case workRunning = "ledger.work_running"
    case schemaNotFound = "ledger.schema_not_found"
    case flowNotFound = "flow.not_declared"
    case invalidFlowFile = "flow.invalid_file"
    case flowIsBuiltIn = "flow.built_in"
    case unsafeFlowChange = "flow.unsafe_change"
    case unknownFlow = "analytics.unknown_flow"
    case unknownAttribute = "analytics.unknown_attribute"
    case unknownStage = "analytics.unknown_stage"
    case reversedRange = "analytics.reversed_range"
    case checkoutNotFound = "dev.checkout_not_found"
    case checkoutSettled = "dev.checkout_settled"
    case clockFixed = "dev.clock_fixed"
    case pageNotFound = "page.not_found"
    case diskFull = "storage.disk_full"
    case outcomeUnknown = "storage.outcome_unknown"
    case storageFailed = "storage.failed"
    case overloaded = "storage.queue_full"
    case closing = "storage.closing"
    case internalError = "server.internal_error"

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
            .flowNotFound,
            .checkoutNotFound, .pageNotFound:
            404
        case .versionConflict, .workRunning, .flowIsBuiltIn, .unsafeFlowChange, .clockFixed,
            .checkoutSettled:
            409
        case .preconditionFailed: 412
        case .unsupportedMediaType: 415
        case .idempotencyConflict: 422
        case .loginRateLimited: 429
        case .internalError: 500
        case .diskFull, .outcomeUnknown, .storageFailed, .overloaded, .closing: 503
        }
    }

    /// What kind of problem it is, the same each time.
    var title: String {
        switch self {
        case .invalidBody: "The request's body or a field of it is not valid"
        case .invalidQuery: "A query parameter is not valid"
        case .unsupportedMediaType: "The body's media type is not supported"
        case .invalidIdempotencyKey: "The idempotency key is not valid"
        case .idempotencyConflict: "The idempotency key was used with another body"
        case .preconditionFailed: "The version is not the expected one"
        case .versionConflict: "Somebody else was faster"
        case .sessionTokenRequired: "A session token is required"
        case .invalidOAuthCode: "The authorisation code was refused"
        case .missingCredential: "A credential is required"
        case .invalidCredential: "The credential is not valid"
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
        case .fieldNotFound: "The stream never had such a field"
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
        case .flowIsBuiltIn: "The flow comes with the ledger"
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
