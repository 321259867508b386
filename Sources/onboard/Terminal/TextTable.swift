/// Rows under titles, fitted to the width of the terminal.
///
/// Fitting shrinks bars first, then flexible columns, then leaves out optional columns from the
/// right, then shrinks everything, then leaves out more; no line is ever wider than asked.
struct TextTable: Sendable {
    /// What a cell holds; how it looks is decided when the width is known.
    enum Cell: Sendable, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral {
        case text(StyledText)
        case number(Int)
        /// A share of the column's width, from 0 to 1.
        case bar(Double, TextStyle)

        init(stringLiteral text: String) { self = .text(StyledText(text)) }
        init(integerLiteral number: Int) { self = .number(number) }

        /// Data as it came, of one meaning.
        static func text(_ text: String, _ style: TextStyle = .plain) -> Cell {
            .text(StyledText(text, style))
        }

        /// A number that may be missing.
        static func number(orMissing number: Int?) -> Cell {
            number.map { .number($0) } ?? .text(StyledText(Quantity.missing, .muted))
        }
    }

    let columns: [TableColumn]
    private(set) var rows: [[Cell]] = []
    /// A row of titles on top, unless every title is empty.
    private var hasTitles: Bool { columns.contains { !$0.title.isEmpty } }

    init(_ columns: [TableColumn]) { self.columns = columns }

    /// - Precondition: one cell for each column.
    mutating func append(_ cells: [Cell]) {
        precondition(cells.count == columns.count, "a row has one cell for each column")
        rows.append(cells)
    }

    /// The titles and rows, each within the width.
    func lines(_ rendition: Rendition) -> [StyledText] {
        let shown = rows.map { row in
            zip(columns, row).map { ShownCell($1, in: $0, rendition) }
        }
        let titles = columns.map {
            ShownCell(StyledText($0.title, .heading), .title, rendition)
        }
        let all = hasTitles ? [titles] + shown : shown
        let widths = TableLayout.widths(wishes(for: all), limit: rendition.width)
        return all.map { line($0, widths, rendition) }
    }

    /// The widest cell of each column says what it wants.
    private func wishes(for rows: [[ShownCell]]) -> [TableLayout.Wish] {
        columns.indices.map { index in
            let natural = rows.reduce(0) { max($0, $1[index].naturalWidth) }
            return TableLayout.Wish(natural: natural, column: columns[index])
        }
    }

    /// Left-out columns leave no gap.
    private func line(_ cells: [ShownCell], _ widths: [Int?], _ rendition: Rendition) -> StyledText
    {
        var line = StyledText()
        var isFirst = true
        for (index, width) in widths.enumerated() {
            guard let width else { continue }
            if !isFirst { line.append(TableLayout.gap) }
            isFirst = false
            line += cells[index].fitted(to: width, columns[index], rendition)
        }
        return line.withoutTrailingSpaces
    }
}

/// A cell whose text is visible, measured once.
private enum ShownCell {
    /// What a cell is, for how it may be cut.
    enum Role { case title, words, number }

    case text(StyledText, width: Int, Role)
    case bar(Double, TextStyle)

    init(_ text: StyledText, _ role: Role, _ rendition: Rendition) {
        let visible = text.visible(usesUnicode: rendition.usesUnicode)
        self = .text(visible, width: visible.displayWidth, role)
    }

    init(_ cell: TextTable.Cell, in column: TableColumn, _ rendition: Rendition) {
        switch cell {
        case .text(let text):
            self.init(text, .words, rendition)
        case .number(let number):
            let digits = column.groupsThousands ? Quantity.grouped(number) : String(number)
            self = .text(StyledText(digits), width: digits.utf8.count, .number)
        case .bar(let fraction, let style):
            self = .bar(fraction, style)
        }
    }

    /// A bar asks for nothing: its column says how wide it may be.
    var naturalWidth: Int {
        switch self {
        case .text(_, let width, _): width
        case .bar: 0
        }
    }

    /// Exactly as wide as asked.
    func fitted(to width: Int, _ column: TableColumn, _ rendition: Rendition) -> StyledText {
        switch self {
        case .bar(let fraction, let style):
            let bar = Bar.text(fraction, width: width, usesUnicode: rendition.usesUnicode)
            return StyledText(bar, style).padded(by: width - bar.displayWidth, .left)
        case .text(let text, let natural, let role):
            let alignment = role == .number ? .right : column.alignment
            if natural <= width { return text.padded(by: width - natural, alignment) }
            // Half a number reads as a smaller one: it goes altogether.
            let mayBeCut = role == .title || alignment == .left
            let shown = mayBeCut ? text : StyledText(rendition.ellipsis)
            let cut = shown.truncated(to: width, column.truncation, ellipsis: rendition.ellipsis)
            return cut.padded(by: width - cut.displayWidth, alignment)
        }
    }
}

extension StyledText {
    /// With `count` spaces on the side away from `alignment`.
    func padded(by count: Int, _ alignment: TableColumn.Alignment) -> StyledText {
        guard count > 0 else { return self }
        let spaces = StyledText(String(repeating: " ", count: count))
        return alignment == .left ? self + spaces : spaces + self
    }
}
