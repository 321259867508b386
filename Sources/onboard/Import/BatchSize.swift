/// How much an import puts into one transaction: enough that the sync of a commit costs nothing
/// (measured), and no more than fits into one body for the control socket, which takes up to 8 MiB.
struct BatchSize {
    /// Lines or rows of one batch.
    private static let countMax = 1000
    /// A batch ends with what crosses it: a row is far shorter than what is left of the body.
    private static let bytesMax = 4 << 20

    private var count = 0
    private var byteCount = 0

    /// True when nothing more belongs into the batch.
    var isFull: Bool { count >= Self.countMax || byteCount >= Self.bytesMax }

    /// Counts one line or row of so many bytes.
    mutating func add(byteCount: Int) {
        count += 1
        self.byteCount += byteCount
    }
}
