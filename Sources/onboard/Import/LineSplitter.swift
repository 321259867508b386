/// Splits bytes that come in pieces into lines.
///
/// Holds the bytes of the line that is not whole yet; whoever feeds it sees how many they are.
struct LineSplitter {
    private var buffer: [UInt8] = []
    private var start = 0
    /// No line ends before here: what was looked through is not looked through again.
    private var searched = 0
    private var isEnded = false

    /// Bytes that no line's end has come for.
    var heldByteCount: Int { buffer.count - start }

    /// Adds bytes; a piece may end anywhere.
    mutating func feed(_ bytes: [UInt8]) {
        buffer.removeFirst(start)
        (start, searched) = (0, searched - start)
        buffer += bytes
    }

    /// Says that nothing more comes, so that a last line without an end counts.
    mutating func end() { isEnded = true }

    /// The next line without its end; nil when more bytes are needed.
    mutating func next() -> [UInt8]? {
        guard let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) else {
            searched = buffer.count
            guard isEnded, start < buffer.count else { return nil }
            defer { start = buffer.count }
            return Array(buffer[start...])
        }
        defer { (start, searched) = (end + 1, end + 1) }
        return Array(buffer[start..<end])
    }
}
