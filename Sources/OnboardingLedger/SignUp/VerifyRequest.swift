/// What a person enters to verify the email (K3); all validated.
public struct VerifyRequest: Sendable {
    /// Six digits.
    public let code: String
    public let firstName: String
    public let lastName: String
    /// At least 8 characters; only its hash is kept.
    public let password: String

    public init(code: String, firstName: String, lastName: String, password: String) {
        self.code = code
        self.firstName = firstName
        self.lastName = lastName
        self.password = password
    }
}
