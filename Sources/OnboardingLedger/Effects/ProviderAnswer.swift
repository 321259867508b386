/// What a provider answered, whatever the status: what one means is for the provider's own type to
/// say.
package struct ProviderAnswer: Sendable {
    package let status: Int
    package let body: [UInt8]

    /// What an answer that is no success means: a 4xx but 429 would be the same again.
    var failureCode: ProviderFailure.Code {
        (400..<500).contains(status) && status != 429 ? .refused : .unavailable
    }
}
