/// Text in spans of one meaning each, kept apart from escape sequences until it is printed.
///
/// Spans may hold any data: rendering makes control characters visible first, so nothing that came
/// from outside can move the cursor, recolour the screen or reorder a line.
struct StyledText: Sendable, Equatable, ExpressibleByStringInterpolation {
    /// Text of one meaning.
    struct Span: Sendable, Equatable {
        var text: String
        var style: TextStyle
    }

    private(set) var spans: [Span]

    init(_ text: String = "", _ style: TextStyle = .plain) {
        spans = text.isEmpty ? [] : [Span(text: text, style: style)]
    }

    init(stringLiteral text: String) { self.init(text) }

    /// Joins the last span when it means the same.
    mutating func append(_ text: String, _ style: TextStyle = .plain) {
        guard !text.isEmpty else { return }
        if let last = spans.indices.last, spans[last].style == style {
            spans[last].text += text
        } else {
            spans.append(Span(text: text, style: style))
        }
    }

    static func += (left: inout StyledText, right: StyledText) {
        for span in right.spans { left.append(span.text, span.style) }
    }

    static func + (left: StyledText, right: StyledText) -> StyledText {
        var joined = left
        joined += right
        return joined
    }

    /// The words alone, exactly as they were given.
    var text: String { spans.reduce(into: "") { $0 += $1.text } }

    var isEmpty: Bool { spans.isEmpty }

    /// The same spans with nothing left in them that a terminal would obey.
    func visible(usesUnicode: Bool) -> StyledText {
        var shown = StyledText()
        for span in spans { shown.append(span.text.visible(usesUnicode: usesUnicode), span.style) }
        return shown
    }

    /// Columns taken on a terminal; right only for text that is already visible.
    var displayWidth: Int { spans.reduce(0) { $0 + $1.text.displayWidth } }

    /// What goes to the terminal: visible text, with colours when they are understood.
    func rendered(_ rendition: Rendition) -> String {
        var output = ""
        for span in visible(usesUnicode: rendition.usesUnicode).spans {
            if rendition.usesColor, let parameters = span.style.graphicRendition {
                output += "\u{1B}[\(parameters)m\(span.text)\u{1B}[0m"
            } else {
                output += span.text
            }
        }
        return output
    }
}

// MARK: - Breaking and cutting

extension StyledText {
    /// Lines of at most `width` columns, broken at spaces; for text that neither begins with a
    /// space nor has two in a row.
    func wrapped(to width: Int) -> [StyledText] {
        var rest = spans.flatMap { span in span.text.map { ($0, span.style) } }[...]
        return TextWrap.lines(text, width: width).map { line in
            var styled = StyledText()
            for (character, style) in rest.prefix(line.count) {
                styled.append(String(character), style)
            }
            // The space at which the line was broken goes with it.
            rest = rest.dropFirst(line.count + 1)
            return styled
        }
    }
}

/// Where text that does not fit loses its characters.
enum Truncation: Sendable, Hashable {
    /// At its end.
    case tail
    /// For identifiers, whose beginning says the kind and whose end tells them apart.
    case middle
}

extension StyledText {
    /// Cut to `width` columns with an ellipsis where something is missing; for visible text.
    func truncated(to width: Int, _ truncation: Truncation = .tail, ellipsis: String)
        -> StyledText
    {
        guard displayWidth > width else { return self }
        let mark = String(ellipsis.prefix(max(width, 0)))
        let room = max(width, 0) - mark.displayWidth
        switch truncation {
        case .tail:
            return head(room) + StyledText(mark, .muted)
        case .middle:
            let tailWidth = room / 2
            return head(room - tailWidth) + StyledText(mark, .muted) + tail(tailWidth)
        }
    }

    /// The longest beginning that takes at most `width` columns.
    private func head(_ width: Int) -> StyledText {
        var kept = StyledText()
        var left = width
        for span in spans {
            let fitting = span.text.prefix { character in
                left -= character.displayWidth
                return left >= 0
            }
            kept.append(String(fitting), span.style)
            if left < 0 { break }
        }
        return kept
    }

    /// The longest end that takes at most `width` columns.
    private func tail(_ width: Int) -> StyledText {
        var kept: [Span] = []
        var left = width
        for span in spans.reversed() {
            let fitting = span.text.reversed().prefix { character in
                left -= character.displayWidth
                return left >= 0
            }
            kept.append(Span(text: String(fitting.reversed()), style: span.style))
            if left < 0 { break }
        }
        return kept.reversed().reduce(into: StyledText()) { $0.append($1.text, $1.style) }
    }

    /// Without plain spaces at the end, so that lines pasted elsewhere are clean.
    var withoutTrailingSpaces: StyledText {
        var kept = self
        while let last = kept.spans.last, last.text.last == " " {
            kept.spans[kept.spans.count - 1].text.removeLast()
            if kept.spans[kept.spans.count - 1].text.isEmpty { kept.spans.removeLast() }
        }
        return kept
    }
}
