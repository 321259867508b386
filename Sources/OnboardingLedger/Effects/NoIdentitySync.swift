/// Stands where no identity provider was configured: takes each completion as told, for people must
/// be able to complete all the same (A7).
public struct NoIdentitySync: IdentitySync {
    private let note: @Sendable (IdentityNotice) -> Void

    /// - Parameter note: hears of each completion that nobody was told of.
    public init(note: @escaping @Sendable (IdentityNotice) -> Void = { _ in }) { self.note = note }

    public func tell(_ notice: IdentityNotice) async throws(ProviderFailure) { note(notice) }
}
