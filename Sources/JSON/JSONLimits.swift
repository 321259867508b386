/// What a text may ask of the scanner before it is refused.
@usableFromInline
package struct JSONLimits: Sendable, Hashable {
    /// How many objects and arrays may be open at once; bounds the stack that a text can use.
    @usableFromInline package var depthMax: Int
    /// The longest text taken.
    @usableFromInline package var bytesMax: Int

    /// 64 levels and 1 MiB: far above any form or event of ours, far below what could hurt.
    @usableFromInline
    package init(depthMax: Int = 64, bytesMax: Int = 1 << 20) {
        self.depthMax = depthMax
        self.bytesMax = bytesMax
    }

    /// For texts this program wrote itself, such as exports: any length, 512 levels.
    ///
    /// Depth stays bounded because nesting costs stack: 512 levels take some hundred KiB at most.
    package static let trusted = JSONLimits(depthMax: 512, bytesMax: .max)
}
