/// A column of a table: its title, and how its cells are written.
struct TableColumn: Sendable {
    enum Alignment: Sendable, Hashable { case left, right }

    /// How much room a column wants, and what it can do without.
    enum Extent: Sendable, Hashable {
        /// As wide as its widest cell.
        case natural
        /// As wide as its widest cell, but content to be cut down to `minimum`.
        case flexible(minimum: Int)
        /// For bars: whatever is left over, within bounds.
        case bar(minimum: Int, maximum: Int)
    }

    var title: String
    /// Of the title, too.
    var alignment = Alignment.left
    var extent = Extent.natural
    /// Where a cell that is too wide loses its middle or end.
    var truncation = Truncation.tail
    /// Numbers are written as `13,087`.
    var groupsThousands = true
    /// May be left out when the terminal is too narrow.
    var isOptional = false
    /// Of the columns that may be left out the greatest goes first; of equals the last.
    var expendability = 0

    /// The column as one that may be left out, the sooner the greater the number is.
    func optional(_ expendability: Int) -> Self {
        var column = self
        (column.isOptional, column.expendability) = (true, expendability)
        return column
    }
}

extension TableColumn {
    /// Short words, never cut while there is room elsewhere.
    static func text(_ title: String, isOptional: Bool = false) -> Self {
        Self(title: title, isOptional: isOptional)
    }

    /// Long data, cut at the end when there is no room.
    static func flexible(_ title: String, minimum: Int = 12, isOptional: Bool = false) -> Self {
        Self(title: title, extent: .flexible(minimum: minimum), isOptional: isOptional)
    }

    /// Identifiers, cut in the middle when there is no room.
    static func identifier(_ title: String, minimum: Int = 14, isOptional: Bool = false) -> Self {
        Self(
            title: title, extent: .flexible(minimum: minimum), truncation: .middle,
            isOptional: isOptional)
    }

    /// Numbers and other things that line up at the right.
    static func number(_ title: String, groupsThousands: Bool = true, isOptional: Bool = false)
        -> Self
    {
        Self(
            title: title, alignment: .right, groupsThousands: groupsThousands,
            isOptional: isOptional)
    }

    /// As wide as the others leave room for, within the bounds.
    static func bar(_ title: String = "", minimum: Int = 6, maximum: Int = 40) -> Self {
        Self(title: title, extent: .bar(minimum: minimum, maximum: maximum))
    }
}
