import JSON
import Onboarding

// What a route's access means for who reads the API's description.

extension RouteAccess {
    /// Who may, in words.
    var sentence: String {
        switch self {
        case .open: "Open to everybody."
        case .sessionToken: "For whoever has the session's token."
        case .credentials: "For whoever has the credentials in the body."
        case .signature: "For the provider that signed the body."
        case .internalKey: "For other services of yours, by `X-Internal-Key`."
        case .person: "For a signed-in person."
        case .anybodyOrPerson: "Open to everybody; a credential that is sent must be good."
        case .scope(let scope): "For an API key with scope `\(scope.rawValue)`, or an admin."
        case .scopeOrOwn(let scope):
            "For the person it is about, an API key with scope `\(scope.rawValue)`, or an admin."
        case .loopbackOrAdmin: "For processes on the same machine, or scope `admin`."
        case .dev: "In dev mode only."
        }
    }

    /// Security Requirement Objects, of which one must be met (OpenAPI 3.1 section 4.8.30).
    var security: JSONValue {
        let person: JSONValue = ["accessToken": []]
        return switch self {
        case .open, .sessionToken, .credentials, .signature, .dev: []
        case .internalKey: [["internalKey": []]]
        case .person: [person]
        case .anybodyOrPerson: [[:], person]
        case .scope(let scope), .scopeOrOwn(let scope):
            .array(Self.keys(scope.rawValue) + [person])
        case .loopbackOrAdmin: [[:], ["apiKey": ["admin"]], Self.console, person]
        }
    }

    /// A key with the scope, itself or by its cookie.
    static func keys(_ scope: String) -> [JSONValue] {
        [["apiKey": [.string(scope)]], console]
    }

    /// A key's cookie, for pages of the server's own.
    private static let console: JSONValue = ["consoleCookie": []]

    /// The refusals that the access brings, before the endpoint has a say; codes by status.
    var refusals: [(status: String, codes: [String])] {
        switch self {
        case .open, .credentials, .signature, .dev: []
        case .sessionToken:
            [
                ("400", ["onboarding.session_expired", "onboarding.session_already_committed"]),
                ("404", ["onboarding.session_not_found"]),
            ]
        case .internalKey: Self.codes([.missingCredential], [.invalidInternalKey])
        case .person: Self.codes(Self.unauthenticated, [.personRequired])
        case .anybodyOrPerson, .scope, .scopeOrOwn, .loopbackOrAdmin:
            Self.codes(
                Self.unauthenticated, [.insufficientScope, .foreignOrigin],
                [MerchantRejection.suspended.code])
        }
    }

    private static let unauthenticated: [ProblemCode] = [.missingCredential, .invalidCredential]

    /// - Parameter more: codes of the use cases, for 403 too.
    private static func codes(
        _ unauthenticated: [ProblemCode], _ forbidden: [ProblemCode], _ more: [String] = []
    ) -> [(status: String, codes: [String])] {
        [("401", unauthenticated.map(\.rawValue)), ("403", forbidden.map(\.rawValue) + more)]
    }
}
