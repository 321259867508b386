import Glibc

/// Finds the lines of a message; only CRLF ends one.
///
/// RFC 9112 section 2.2 lets a server take a bare LF for a line's end. This one refuses it: where
/// two recipients disagree about that, one of them can be fed a request the other never saw.
enum Line {
    /// The line at `start` without its CRLF, or nil when its end has not come and still may.
    ///
    /// `scanned` bytes from `start` on are known to hold no line feed. The refusal of a line over
    /// its bound comes as soon as that is certain, and before any other.
    static func next(
        _ bytes: [UInt8], from start: Int, scanned: Int = 0, max: Int, tooLong: HTTPRefusal
    ) throws(HTTPRefusal) -> Range<Int>? {
        guard let feed = firstLineFeed(bytes, from: start + scanned) else {
            // One byte more than the line may have could be the carriage return.
            guard bytes.count - start <= max + 1 else { throw tooLong }
            return nil
        }
        guard feed - start <= max + 1 else { throw tooLong }
        guard feed > start, bytes[feed - 1] == UInt8(ascii: "\r") else {
            throw .malformed(.bareLineFeed)
        }
        return start..<feed - 1
    }

    private static func firstLineFeed(_ bytes: [UInt8], from start: Int) -> Int? {
        guard start < bytes.count else { return nil }
        return unsafe bytes.withUnsafeBufferPointer { buffer in
            // Guarantee: start < count, so the base exists and the search stays in the buffer.
            guard let base = buffer.baseAddress,
                let found = unsafe memchr(base + start, 0x0A, buffer.count - start)
            else { return nil }
            return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
        }
    }
}
