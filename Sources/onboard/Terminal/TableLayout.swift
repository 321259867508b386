/// Column widths for a table: pure arithmetic over what each column wants.
enum TableLayout {
    static let gap = "  "

    /// What one column wants, and how far it can go down.
    struct Wish: Sendable, Equatable {
        var natural: Int
        var minimum: Int
        var isBar = false
        var isOptional = false
        var expendability = 0

        init(natural: Int, column: TableColumn) {
            (isOptional, expendability) = (column.isOptional, column.expendability)
            switch column.extent {
            case .natural:
                (self.natural, minimum) = (natural, natural)
            case .flexible(let least):
                (self.natural, minimum) = (natural, min(natural, least))
            case .bar(let least, let most):
                (self.natural, minimum, isBar) = (max(natural, most), max(natural, least), true)
            }
        }
    }

    /// One width for each wish, nil for a column that is left out; a single column always fits.
    static func widths(_ wishes: [Wish], limit: Int?) -> [Int?] {
        guard let limit else { return wishes.map(\.natural) }
        var kept = Array(wishes.indices)
        while true {
            let fit = Fit(kept.map { wishes[$0] }, limit: limit)
            let optional = kept.indices.filter { wishes[kept[$0]].isOptional }
                .max {
                    (wishes[kept[$0]].expendability, $0) < (wishes[kept[$1]].expendability, $1)
                }
            if fit.isOver, let optional {
                kept.remove(at: optional)
            } else if fit.squeezed.isOver, kept.count > 1 {
                kept.removeLast()
            } else {
                var widths = [Int?](repeating: nil, count: wishes.count)
                for (index, width) in zip(kept, fit.squeezed.widths) { widths[index] = width }
                return widths
            }
        }
    }

    /// The widths of a fixed set of columns after bars and flexible columns gave what they could.
    private struct Fit {
        private(set) var widths: [Int]
        private let room: Int

        init(_ wishes: [Wish], limit: Int) {
            room = max(limit - gap.utf8.count * max(wishes.count - 1, 0), 0)
            // Nothing wider than the whole line matters; this bounds the loop below.
            widths = wishes.map { min($0.natural, limit) }
            let least = wishes.map { min($0.minimum, limit) }
            shrink(wishes.indices.filter { wishes[$0].isBar }, notBelow: least)
            shrink(Array(wishes.indices), notBelow: least)
        }

        private var excess: Int { widths.reduce(0, +) - room }
        var isOver: Bool { excess > 0 }

        /// Every column gives, down to a single character.
        var squeezed: Self {
            var squeezed = self
            squeezed.shrink(Array(widths.indices), notBelow: widths.map { min($0, 1) })
            return squeezed
        }

        /// Takes one column at a time from the widest, so that narrow ones stay whole longest.
        private mutating func shrink(_ indices: [Int], notBelow least: [Int]) {
            var excess = excess
            while excess > 0 {
                let widest = indices.filter { widths[$0] > least[$0] }
                    .max { widths[$0] < widths[$1] }
                guard let widest else { return }
                widths[widest] -= 1
                excess -= 1
            }
        }
    }
}
