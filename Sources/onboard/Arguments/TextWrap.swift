/// Breaks flowing text into lines at spaces.
enum TextWrap {
    /// Lines of at most `width` columns; a word that is longer stands alone, unbroken, because a
    /// path or an address cut in two is of no use.
    static func lines(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        var used = 0
        for word in text.split(separator: " ") {
            let wordWidth = String(word).displayWidth
            if used > 0, used + 1 + wordWidth > width {
                lines.append(line)
                (line, used) = ("", 0)
            }
            line += used > 0 ? " \(word)" : String(word)
            used += wordWidth + (used > 0 ? 1 : 0)
        }
        if used > 0 || lines.isEmpty { lines.append(line) }
        return lines
    }
}
