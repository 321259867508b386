/// What dev mode leaves behind in a ledger.
package enum DevMode {
    /// The name of the API keys that anybody can make there, and that stay until they are revoked.
    package static let keyName = "dev"
}
