import HTTPServer
import OnboardingLedger
import Time

/// The console's one cookie (contract W1): a pass that names an API key and holds none.
///
/// Out of reach of scripts (`HttpOnly`), and sent only by pages of this very site (`SameSite`).
struct ConsoleCookie: Sendable {
    static let name = "onboard_console"
    /// A working day with its breaks; then the key is asked for again.
    static let lifetimeSeconds: Int64 = 12 * 3600

    private let secrets: DerivedSecrets

    init(_ secrets: DerivedSecrets) { self.secrets = secrets }

    // MARK: Writing

    /// The `Set-Cookie` field's value; marked `Secure` where the browser says that it came by TLS.
    func field(keyID: UUIDv7, now: Timestamp, _ request: HTTPRequest) -> String {
        let end = now.adding(seconds: Self.lifetimeSeconds)
        let token = secrets.consoleToken(ConsolePass(keyID: keyID, expiresAt: end))
        return Self.field(token, seconds: Self.lifetimeSeconds, request)
    }

    /// The value that makes the browser forget.
    static func ending(_ request: HTTPRequest) -> String { field("", seconds: 0, request) }

    private static func field(_ value: String, seconds: Int64, _ request: HTTPRequest) -> String {
        let isSecure = request.fields["Origin"]?.hasPrefix("https://") == true
        return "\(name)=\(value); Path=/; Max-Age=\(seconds); HttpOnly; SameSite=Strict"
            + (isSecure ? "; Secure" : "")
    }

    // MARK: Reading

    /// True when the request has the cookie, good or not.
    static func isSent(with request: HTTPRequest) -> Bool { value(request) != nil }

    /// The pass that a request brings; nil for none, one that is over, and one that was made up.
    func pass(_ request: HTTPRequest, now: Timestamp) -> ConsolePass? {
        guard let token = Self.value(request), let pass = secrets.consolePass(token),
            now < pass.expiresAt
        else { return nil }
        return pass
    }

    /// The cookie's value among the others (RFC 6265 section 4.2.1).
    private static func value(_ request: HTTPRequest) -> String? {
        guard request.fields.contains("Cookie") else { return nil }
        for field in request.fields.values("Cookie") {
            for pair in field.split(separator: ";") {
                let parts = pair.split(separator: "=", maxSplits: 1)
                if parts.count == 2, parts[0].drop(while: { $0 == " " }) == name {
                    return String(parts[1])
                }
            }
        }
        return nil
    }
}
