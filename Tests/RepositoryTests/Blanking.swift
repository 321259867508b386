/// Replaces comments by spaces and the insides of strings by a mark, keeping every line's place.
struct Blanking {
    /// Stands for each character within a string.
    static let stringMark = UInt8(ascii: "~")

    private static let newline = UInt8(ascii: "\n")
    private static let space = UInt8(ascii: " ")

    private let text: [UInt8]
    private var index = 0
    private var blanked: [UInt8] = []

    static func blank(_ text: String) -> [UInt8] {
        var blanking = Blanking(text: Array(text.utf8))
        blanking.run()
        return blanking.blanked
    }

    private init(text: [UInt8]) {
        self.text = text
        blanked.reserveCapacity(text.count)
    }

    private mutating func run() {
        while index < text.count {
            let byte = text[index]
            if byte == UInt8(ascii: "/"), starts("//") {
                skipLine()
            } else if byte == UInt8(ascii: "/"), starts("/*") {
                skipComment()
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "#"),
                let hashes = stringStart
            {
                skipString(hashes: hashes)
            } else {
                blanked.append(byte)
                index += 1
            }
        }
    }

    private func starts(_ word: StaticString, at place: Int? = nil) -> Bool {
        let start = place ?? index
        guard start + word.utf8CodeUnitCount <= text.count else { return false }
        for step in 0..<word.utf8CodeUnitCount {
            guard unsafe text[start + step] == word.utf8Start[step] else { return false }
        }
        return true
    }

    private func hashCount(at place: Int) -> Int {
        var count = 0
        while place + count < text.count, text[place + count] == UInt8(ascii: "#") { count += 1 }
        return count
    }

    /// How many `#` stand before a string that begins here; nil when none begins.
    private var stringStart: Int? {
        let hashes = hashCount(at: index)
        return starts("\"", at: index + hashes) ? hashes : nil
    }

    private mutating func skipLine() {
        while index < text.count, text[index] != Self.newline {
            blanked.append(Self.space)
            index += 1
        }
    }

    private mutating func skipComment() {
        var depth = 0
        repeat {
            let step = starts("/*") ? 1 : starts("*/") ? -1 : 0
            depth += step
            replace(step == 0 ? 1 : 2, by: Self.space)
        } while depth > 0 && index < text.count
    }

    /// Interpolated code counts as part of its string.
    private mutating func skipString(hashes: Int) {
        let quoteCount = starts("\"\"\"", at: index + hashes) ? 3 : 1
        mark(hashes + quoteCount)
        while index < text.count {
            if text[index] == UInt8(ascii: "\\"), hashCount(at: index + 1) >= hashes {
                mark(1 + hashes)
                if starts("(") { skipInterpolation() } else { mark(1) }
            } else if isEnd(quoteCount, hashes) {
                mark(quoteCount + hashes)
                return
            } else {
                mark(1)
            }
        }
    }

    private func isEnd(_ quoteCount: Int, _ hashes: Int) -> Bool {
        let isQuote = quoteCount == 3 ? starts("\"\"\"") : starts("\"")
        return isQuote && hashCount(at: index + quoteCount) >= hashes
    }

    private mutating func skipInterpolation() {
        var depth = 0
        repeat {
            if let hashes = stringStart {
                skipString(hashes: hashes)
                continue
            }
            if starts("(") { depth += 1 }
            if starts(")") { depth -= 1 }
            mark(1)
        } while depth > 0 && index < text.count
    }

    private mutating func mark(_ count: Int) { replace(count, by: Self.stringMark) }

    private mutating func replace(_ count: Int, by blank: UInt8) {
        for _ in 0..<count where index < text.count {
            blanked.append(text[index] == Self.newline ? Self.newline : blank)
            index += 1
        }
    }
}
