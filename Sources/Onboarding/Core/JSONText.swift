/// JSON for people to read: files in the repository, and answers on a terminal.
package enum JSONText {
    /// The same JSON with two spaces per level and a closing line feed; an object or array
    /// without objects or arrays inside stays on its line when it has at most 90 bytes there.
    ///
    /// - Precondition: `compact` is valid JSON as `JSONWriter` writes it, without white space.
    package static func indented(_ compact: [UInt8]) -> [UInt8] {
        var layout = Layout(source: compact)
        layout.value(depth: 0)
        return layout.lines + [UInt8(ascii: "\n")]
    }

    /// One pass over the compact text; copies bytes and adds white space between.
    private struct Layout {
        let source: [UInt8]
        var index = 0
        var lines: [UInt8] = []

        init(source: [UInt8]) { self.source = source }

        mutating func value(depth: Int) {
            switch source[index] {
            case UInt8(ascii: "{"), UInt8(ascii: "["): container(depth: depth)
            default: scalar()
            }
        }

        /// Flat ones of at most 90 bytes with their indentation stay on one line; `inline` then
        /// adds spaces to those.
        private mutating func container(depth: Int) {
            let end = containerEnd
            if source[index...].prefix(end - index).dropFirst().dropLast().isEmpty
                || (isFlat(until: end) && depth * 2 + end - index <= 90)
            {
                return inline(until: end)
            }
            copy()
            while source[index] != UInt8(ascii: "}") && source[index] != UInt8(ascii: "]") {
                if source[index] == UInt8(ascii: ",") { copy() }
                startLine(depth: depth + 1)
                element(depth: depth + 1)
            }
            startLine(depth: depth)
            copy()
        }

        /// One element of an array, or a member of an object with its name.
        private mutating func element(depth: Int) {
            value(depth: depth)
            guard source[index] == UInt8(ascii: ":") else { return }
            copy()
            lines.append(UInt8(ascii: " "))
            value(depth: depth)
        }

        private mutating func startLine(depth: Int) {
            lines.append(UInt8(ascii: "\n"))
            lines += Array(repeating: UInt8(ascii: " "), count: depth * 2)
        }

        private mutating func copy() {
            lines.append(source[index])
            index += 1
        }

        private mutating func scalar() {
            let end = scalarEnd(from: index)
            lines += source[index..<end]
            index = end
        }

        private mutating func inline(until end: Int) {
            while index < end {
                let byte = source[index]
                if byte == UInt8(ascii: "\"") {
                    scalar()
                    continue
                }
                copy()
                if byte == UInt8(ascii: ",") || byte == UInt8(ascii: ":") {
                    lines.append(UInt8(ascii: " "))
                }
            }
        }

        /// The position behind a text with its quotes, or behind a number or word.
        private func scalarEnd(from start: Int) -> Int {
            guard source[start] == UInt8(ascii: "\"") else {
                return source[start...].firstIndex { ",:]}".utf8.contains($0) } ?? source.count
            }
            var end = start + 1
            while source[end] != UInt8(ascii: "\"") {
                end += source[end] == UInt8(ascii: "\\") ? 2 : 1
            }
            return end + 1
        }

        /// The position behind the container that starts here.
        private var containerEnd: Int {
            var (end, open) = (index, 0)
            repeat {
                switch source[end] {
                case UInt8(ascii: "{"), UInt8(ascii: "["): (end, open) = (end + 1, open + 1)
                case UInt8(ascii: "}"), UInt8(ascii: "]"): (end, open) = (end + 1, open - 1)
                case UInt8(ascii: "\""): end = scalarEnd(from: end)
                default: end += 1
                }
            } while open > 0
            return end
        }

        /// True when nothing within the container nests further.
        private func isFlat(until end: Int) -> Bool {
            var position = index + 1
            while position < end {
                switch source[position] {
                case UInt8(ascii: "{"), UInt8(ascii: "["): return false
                case UInt8(ascii: "\""): position = scalarEnd(from: position)
                default: position += 1
                }
            }
            return true
        }
    }
}
