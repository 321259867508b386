/// Told how many of how many events or rows are done; what it throws ends the work.
package typealias ViewProgress = (_ done: Int64, _ total: Int64) throws -> Void

/// A read model's size and digest.
public struct ViewReport: Sendable, Hashable {
    public let view: ViewName
    /// One row for each stream that the model lists.
    public let rowCount: Int64
    /// The same for the same rows, however they came about.
    public let digest: RollingDigest

    /// One for each model; without rows for one that the file does not have.
    static func all(_ standings: [ViewName: ViewFile.Standing]) -> [ViewReport] {
        ViewName.allCases.map { view in
            ViewReport(
                view: view, rowCount: standings[view]?.rowCount ?? 0,
                digest: standings[view]?.digest ?? .empty)
        }
    }
}
