import CSQLite

/// How far a scrubbing came.
package enum ScrubStep: Sendable, Hashable {
    /// A reader still needs the write-ahead log: nothing was done, try again.
    case busy
    /// Done up to before `next`; nil at the file's end.
    case done(next: Int64?)
}

extension SQLiteConnection {
    /// An overflow page begins with the number of the next one; up to here its first byte is below
    /// those that begin a b-tree's page, so that one is never taken for the other.
    private static let inPlacePagesMax: Int64 = 1 << 25

    /// How long a step waits for readers, and so holds up whoever writes.
    private static let patienceMilliseconds: Int32 = 20

    /// Empties the write-ahead log and overwrites, in some of the file's pages, what belongs to no
    /// row, for `secure_delete` leaves the traces of rows that moved.
    ///
    /// Written beneath the pager and in place: free bytes mean nothing to any reader, and the only
    /// connection that could write an older copy of the page is this one, whose cache is dropped.
    /// - Precondition: no transaction is open, and this connection is the only one that writes.
    package func scrub(from first: Int64, pagesMax: Int64) throws(SQLiteError) -> ScrubStep {
        setBusyTimeout(Self.patienceMilliseconds)
        defer { setBusyTimeout(Self.busyTimeoutMilliseconds) }
        guard try checkpointAndTruncate() else { return .busy }
        releaseCache()
        let count = try integer("PRAGMA page_count") ?? 0
        guard count < Self.inPlacePagesMax else {
            try execute("VACUUM")
            return try checkpointAndTruncate() ? .done(next: nil) : .busy
        }
        // Asking for the count has read a page.
        releaseCache()
        let end = min(first + pagesMax, count + 1)
        try clearFreeSpace(of: first..<max(first, end))
        return .done(next: end <= count ? end : nil)
    }

    private func clearFreeSpace(of pages: Range<Int64>) throws(SQLiteError) {
        let pageBytes = Int(try integer("PRAGMA page_size") ?? 0)
        releaseCache()
        let file = try PageFile(self, pageBytes: pageBytes)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: pageBytes, alignment: 8)
        defer { unsafe buffer.deallocate() }
        var hasWritten = false
        for page in pages {
            unsafe try file.read(page, into: buffer)
            let space = unsafe FreeSpace(
                of: buffer, header: page == 1 ? 100 : 0, usableBytes: pageBytes)
            guard space.clear() else { continue }
            unsafe try file.write(page, from: buffer)
            hasWritten = true
        }
        if hasWritten { try file.sync() }
    }
}

/// The database's file beneath its pager. A second descriptor would not do: closing it drops the
/// locks of the first, as POSIX has it.
@safe private struct PageFile {
    private let file: UnsafeMutablePointer<sqlite3_file>
    private let pageBytes: Int

    init(_ connection: borrowing SQLiteConnection, pageBytes: Int) throws(SQLiteError) {
        guard let file = unsafe connection.mainFile else {
            throw SQLiteError(SQLITE_ERROR, explanation: "the database has no file")
        }
        unsafe self.file = file
        self.pageBytes = pageBytes
    }

    func read(_ page: Int64, into buffer: UnsafeMutableRawBufferPointer) throws(SQLiteError) {
        try check(
            unsafe onboard_sqlite3_file_read(
                file, buffer.baseAddress, Int32(pageBytes), (page - 1) * Int64(pageBytes)))
    }

    func write(_ page: Int64, from buffer: UnsafeMutableRawBufferPointer) throws(SQLiteError) {
        try check(
            unsafe onboard_sqlite3_file_write(
                file, buffer.baseAddress, Int32(pageBytes), (page - 1) * Int64(pageBytes)))
    }

    func sync() throws(SQLiteError) { try check(unsafe onboard_sqlite3_file_sync(file)) }

    private func check(_ result: Int32) throws(SQLiteError) {
        guard result != SQLITE_OK else { return }
        throw SQLiteError(result, explanation: "a page of the file cannot be read or written")
    }
}
