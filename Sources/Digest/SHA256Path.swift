import CSystem

/// How blocks are mixed into a hash; both ways give the same.
package enum SHA256Path: Sendable, CaseIterable {
    /// The processor's SHA instructions.
    case instructions
    /// Swift alone, which every processor runs.
    case portable

    /// The faster one that this processor has; found out once, because asking it is slow.
    package static let best: SHA256Path =
        onboard_sha256_is_supported() != 0 ? .instructions : .portable

    /// Those that this processor has.
    package static var available: [SHA256Path] {
        best == .instructions ? allCases : [.portable]
    }
}
