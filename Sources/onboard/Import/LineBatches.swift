/// The lines of a file in batches, empty lines too.
struct LineBatches {
    /// Lines that follow each other, and the number of the first, from 1.
    struct Batch {
        var firstLine: Int
        var lines: [[UInt8]] = []
    }

    /// As much as a batch may have: an exported event, or a row, takes far less.
    private static let lineBytesMax = 4 << 20

    private let source: ByteSource
    private var splitter = LineSplitter()
    private var lineNumber = 0
    private var isAtEnd = false

    init(_ source: ByteSource) { self.source = source }

    /// Nil at the end of the file.
    mutating func next() throws(CommandFailure) -> Batch? {
        var batch = Batch(firstLine: lineNumber + 1)
        var size = BatchSize()
        while !size.isFull, let line = try nextLine() {
            lineNumber += 1
            batch.lines.append(line)
            size.add(byteCount: line.count)
        }
        return batch.lines.isEmpty ? nil : batch
    }

    /// Nil at the end of the file.
    private mutating func nextLine() throws(CommandFailure) -> [UInt8]? {
        while true {
            if let line = splitter.next() { return line }
            if isAtEnd { return nil }
            guard splitter.heldByteCount <= Self.lineBytesMax else {
                throw .lineTooLong(line: lineNumber + 1, bytesMax: Self.lineBytesMax)
            }
            let bytes = try source.next()
            isAtEnd = bytes.isEmpty
            isAtEnd ? splitter.end() : splitter.feed(bytes)
        }
    }
}
