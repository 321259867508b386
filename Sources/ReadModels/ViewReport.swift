/// Told how many of how many events or rows are done; what it throws ends the work.
package typealias ViewProgress = (_ done: Int64, _ total: Int64) throws -> Void

/// A read model's size and digest.
public struct ViewReport: Sendable, Hashable {
    public let view: ViewName
    public let rowCount: Int64
    public let digest: RollingDigest

    static func all(_ standings: [ViewName: ViewFile.Standing]) -> [ViewReport] {
        ViewName.allCases.map { view in
            ViewReport(
                view: view, rowCount: standings[view]?.rowCount ?? 0,
                digest: standings[view]?.digest ?? .empty)
        }
    }
}
