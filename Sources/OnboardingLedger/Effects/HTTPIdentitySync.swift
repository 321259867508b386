import JSON

/// Tells an identity provider by a POST of JSON to one address (contract A7).
public struct HTTPIdentitySync: IdentitySync {
    private let client = ProviderClient()
    private let url: String
    private let secret: String?

    /// - Parameter secret: sent as a bearer token, which is how identity providers know their
    ///   customers' servers.
    public init(url: String, secret: String?) { (self.url, self.secret) = (url, secret) }

    /// Any 2xx is a yes. A 4xx but 429 is `refused`, everything else `unavailable`.
    public func tell(_ notice: IdentityNotice) async throws(ProviderFailure) {
        var fields = ["Idempotency-Key": notice.idempotencyKey]
        if let secret { fields["Authorization"] = "Bearer \(secret)" }
        let answer = try await client.post(json: Self.body(notice), to: url, fields: fields)
        guard (200..<300).contains(answer.status) else {
            throw ProviderFailure(answer.failureCode, "It answered \(answer.status).")
        }
    }

    /// The user, and the metadata that the user's tokens are to carry from now on.
    static func body(_ notice: IdentityNotice) -> [UInt8] {
        JSONWriter.encode { writer in
            writer.object { writer in
                writer.member("userId", notice.userID)
                writer.member("metadata") { writer in
                    writer.object { writer in
                        writer.member("onboardingCompleted", true)
                        writer.member("tenantId", notice.tenantID)
                    }
                }
            }
        }
    }
}
