/// What a piece of text means; how that looks is decided in one place, here.
enum TextStyle: Sendable, Hashable, CaseIterable {
    /// What a piece is, never what colour it has; `plain` is the only one without a sequence.
    case plain, heading, strong, muted, good, warning, bad, accent

    /// The parameters of the "select graphic rendition" sequence (ECMA-48, 8.3.117); nil for none.
    ///
    /// Only the eight basic colours, so that the reader's own palette and contrast apply.
    var graphicRendition: String? {
        switch self {
        case .plain: nil
        case .heading, .strong: "1"
        case .muted: "2"
        case .good: "32"
        case .warning: "33"
        case .bad: "31"
        case .accent: "36"
        }
    }
}

/// How text may be laid out: its greatest width, and whether colour and Unicode are understood.
struct Rendition: Sendable, Equatable {
    /// Columns to fit into; nil means that lines may be as long as they like (a pipe, a file).
    var width: Int? = nil
    /// Escape sequences for style; never in a pipe or a file.
    var usesColor = false
    /// False where the locale names no UTF-8: then bars and ellipses are ASCII.
    var usesUnicode = true

    /// What stands for text that was cut off.
    var ellipsis: String { usesUnicode ? "…" : "..." }

    /// The width for flowing text, which always needs one; past 100 columns prose reads badly.
    var proseWidth: Int { min(max(width ?? 80, 24), 100) }
}
