extension String {
    /// Columns that this text takes on a terminal, for text that is already visible.
    var displayWidth: Int {
        simpleWidth ?? reduce(0) { $0 + $1.displayWidth }
    }

    /// The width of text made only of characters that stand alone, visibly: almost all text.
    ///
    /// Nil when a closer look is needed. Several times faster than looking, which tables need.
    var simpleWidth: Int? {
        if utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return utf8.count }
        var width = 0
        for scalar in unicodeScalars {
            guard let columns = scalar.simpleWidth else { return nil }
            width += columns
        }
        return width
    }
}

extension Character {
    /// 0, 1 or 2 columns, plus one for each spacing mark that most terminals advance for.
    var displayWidth: Int {
        var scalars = unicodeScalars.makeIterator()
        guard let first = scalars.next() else { return 0 }
        var width = first.columnCount
        while let scalar = scalars.next() {
            switch scalar.properties.generalCategory {
            case .spacingMark: width += 1
            case .nonspacingMark where scalar.value == 0xFE0F && first.properties.isEmoji: width = 2
            default: continue
            }
        }
        return width
    }
}

extension Unicode.Scalar {
    /// ASCII, Latin, arrows, blocks, kana, ideographs and syllables; nothing that combines.
    fileprivate var simpleWidth: Int? {
        switch value {
        case 0x20...0x7E, 0xA1...0xAC, 0xAE...0x2FF, 0x2010...0x2027, 0x2190...0x21FF,
            0x2500...0x259F:
            1
        case 0x3041...0x3096, 0x30A1...0x30FA, 0x4E00...0x9FFF, 0xAC00...0xD7A3: 2
        default: nil
        }
    }

    /// For a scalar that begins a character.
    fileprivate var columnCount: Int {
        if isASCII { return 1 }
        if properties.isEmojiPresentation || isEastAsianWide { return 2 }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: return 1
        }
    }

    /// Wide and full-width blocks of UAX #11 (East Asian Width, classes W and F).
    private var isEastAsianWide: Bool {
        switch value {
        case 0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F,
            0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60,
            0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1D300...0x1D376,
            0x1F200...0x1F2FF, 0x20000...0x3FFFD:
            true
        default: false
        }
    }
}
