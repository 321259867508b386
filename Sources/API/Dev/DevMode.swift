/// What is the same in every server in dev mode.
package enum DevMode {
    /// The name of the API keys that anybody can make there, and that stay until they are revoked.
    package static let keyName = "dev"
    /// What its secrets are unless they are set; outside dev mode it is refused.
    package static let secret = "dev-secret"
}
