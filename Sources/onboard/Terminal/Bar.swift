/// Bars made of eighths of a character, or of `#` where Unicode is not understood.
enum Bar {
    private static let eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]

    /// The part of a bar of `width` columns that `fraction` fills, without padding.
    ///
    /// Anything above zero shows at least a sliver, anything below one is never quite full.
    static func text(_ fraction: Double, width: Int, usesUnicode: Bool) -> String {
        let steps = usesUnicode ? 8 : 1
        let filled = filledSteps(fraction, of: max(width, 0) * steps)
        guard usesUnicode else { return String(repeating: "#", count: filled) }
        return String(repeating: "█", count: filled / 8) + eighths[filled % 8]
    }

    /// In steps of a bar, of which a character has eight or one.
    private static func filledSteps(_ fraction: Double, of total: Int) -> Int {
        guard fraction > 0, total > 0 else { return 0 }
        guard fraction < 1 else { return total }
        let nearest = Int((fraction * Double(total)).rounded())
        // A bar one step wide has no room for "not quite"; it stays visible.
        return max(min(nearest, total - 1), 1)
    }

    /// How much of `maximum` a value is, from 0 to 1; 0 when nothing sensible can be said.
    static func fraction(_ value: Double, of maximum: Double) -> Double {
        guard value > 0, maximum > 0 else { return 0 }
        let share = value / maximum
        return share.isNaN ? 0 : min(share, 1)
    }
}
