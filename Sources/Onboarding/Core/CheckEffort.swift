/// How much a check may still do: by all of its schemas and patterns together, so that many are no
/// dearer than one.
///
/// A step takes half a microsecond or less. What a flow's file may ask of a value is not bounded:
/// forms of forms double the work with each line.
package struct CheckEffort: Sendable {
    /// Some 0.4 seconds. The largest save, of 32,000 elements that may have one of two forms, takes
    /// a third of it.
    private var left = 1_000_000

    package init() {}

    /// True when nothing more may be done.
    package var isUsedUp: Bool { left == 0 }

    mutating func spend(_ steps: Int) { left = max(0, left - steps) }

    /// For a text of so many bytes to be looked at.
    static func steps(bytes: Int) -> Int { 1 + bytes / 64 }

    /// For a problem of so many bytes: all that are found together are a few MB at most.
    static func steps(toSay bytes: Int) -> Int { 1 + bytes / 8 }

    /// For ten thousand of the engine's steps, each of which takes it a tenth of a microsecond at
    /// most. What is quadratic in a thousand characters takes 50 times as many.
    static let patternTick = 2500
    /// For a match to begin.
    static let pattern = 10
}
