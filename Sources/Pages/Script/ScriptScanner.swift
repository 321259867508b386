/// Reads a script's tokens, one after another.
struct ScriptScanner {
    private let bytes: [UInt8]
    private var position = 0
    private var tokens: [ScriptToken] = []
    /// For each template whose hole is open, how many braces are open within that hole.
    private var bracesInHoles: [Int] = []

    private init(_ script: String) { bytes = Array(script.utf8) }

    static func tokens(of script: String) -> [ScriptToken] {
        var scanner = ScriptScanner(script)
        while scanner.scanToken() {}
        return scanner.tokens
    }

    private mutating func scanToken() -> Bool {
        let startsLine = skipSpace()
        guard position < bytes.count else { return false }
        let start = position
        let kind = scanKind()
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        tokens.append(ScriptToken(kind: kind, text: text, startsLine: startsLine))
        return true
    }

    /// Passes space and comments, and says whether a line ended in them.
    private mutating func skipSpace() -> Bool {
        var endsLine = false
        while let byte = byte() {
            if byte == UInt8(ascii: "/"), self.byte(1) == UInt8(ascii: "/") {
                while let byte = self.byte(), byte != UInt8(ascii: "\n") { position += 1 }
            } else if byte == UInt8(ascii: "/"), self.byte(1) == UInt8(ascii: "*") {
                position += 2
                while position < bytes.count, !startsWith("*/") {
                    endsLine = endsLine || bytes[position] == UInt8(ascii: "\n")
                    position += 1
                }
                position += 2
            } else if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: " ") {
                endsLine = endsLine || byte == UInt8(ascii: "\n")
                position += 1
            } else {
                break
            }
        }
        return endsLine
    }

    private mutating func scanKind() -> ScriptToken.Kind {
        let first = bytes[position]
        switch first {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            scanString(to: first)
            return .string
        case UInt8(ascii: "`"):
            return scanTemplate()
        case UInt8(ascii: "}") where bracesInHoles.last == 0:
            bracesInHoles.removeLast()
            return scanTemplate()
        case UInt8(ascii: "#"):
            position += 1
            scanWord()
            return .privateName
        case UInt8(ascii: "/") where mayBeginValue:
            scanRegex()
            return .regex
        case _
        where Self.isDigit(first) || first == UInt8(ascii: ".") && Self.isDigit(byte(1) ?? 0):
            scanNumber()
            return .number
        case _ where Self.isWord(first):
            scanWord()
            return .word
        default:
            scanMark(first)
            return .mark
        }
    }

    private mutating func scanString(to quote: UInt8) {
        position += 1
        while let byte = byte(), byte != quote { position += byte == UInt8(ascii: "\\") ? 2 : 1 }
        position += 1
    }

    /// From a back-tick or a hole's end through the next hole's `${` or the closing back-tick.
    private mutating func scanTemplate() -> ScriptToken.Kind {
        position += 1
        while let byte = byte() {
            if startsWith("${") {
                position += 2
                bracesInHoles.append(0)
                break
            }
            position += byte == UInt8(ascii: "\\") ? 2 : 1
            if byte == UInt8(ascii: "`") { break }
        }
        return .template
    }

    /// A slash within a class (`[…]`) ends no regular expression.
    private mutating func scanRegex() {
        var isInClass = false
        position += 1
        while let byte = byte(), byte != UInt8(ascii: "/") || isInClass {
            if byte == UInt8(ascii: "[") { isInClass = true }
            if byte == UInt8(ascii: "]") { isInClass = false }
            position += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        position += 1
        scanWord()
    }

    private mutating func scanNumber() {
        while let byte = byte(), Self.isWord(byte) || byte == UInt8(ascii: ".") { position += 1 }
    }

    private mutating func scanWord() {
        while let byte = byte(), Self.isWord(byte) { position += 1 }
    }

    private mutating func scanMark(_ first: UInt8) {
        if !bracesInHoles.isEmpty {
            if first == UInt8(ascii: "{") { bracesInHoles[bracesInHoles.count - 1] += 1 }
            if first == UInt8(ascii: "}") { bracesInHoles[bracesInHoles.count - 1] -= 1 }
        }
        position += Self.longMarks.first { bytes[position...].starts(with: $0) }?.count ?? 1
    }

    /// Whether a value may come next, rather than an operator: `/` is then no division. A bracket
    /// that closes is taken for a value's end: no statement here begins with a regular expression.
    private var mayBeginValue: Bool {
        guard let last = tokens.last else { return true }
        switch last.kind {
        case .mark: return ![")", "]", "}"].contains(last.text)
        case .word: return ScriptToken.beforeValues.contains(last.text)
        case .template: return last.opensHole
        case .privateName, .number, .string, .regex: return false
        }
    }

    /// Longer ones first.
    private static let longMarks: [[UInt8]] = [
        ">>>=", "...", "===", "!==", "**=", "<<=", ">>=", ">>>", "&&=", "||=", "??=", "=>", "==",
        "!=", "<=", ">=", "&&", "||", "??", "?.", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=",
        "|=", "^=", "<<", ">>", "**",
    ].map { Array($0.utf8) }

    private func byte(_ ahead: Int = 0) -> UInt8? {
        position + ahead < bytes.count ? bytes[position + ahead] : nil
    }

    private func startsWith(_ text: String) -> Bool {
        bytes[position...].starts(with: text.utf8)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// Letters of other scripts count as letters wherever they stand.
    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...:
            true
        default: false
        }
    }
}
