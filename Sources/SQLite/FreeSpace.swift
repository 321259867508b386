/// The bytes of a b-tree page that belong to no cell (sqlite.org/fileformat2.html, section 1.6).
///
/// `secure_delete` overwrites a cell that is deleted, but when cells move to a neighbour the bytes
/// that they leave stay behind: between a page's pointers and its cells, and in its free blocks.
@safe struct FreeSpace {
    private let page: UnsafeMutableRawBufferPointer
    /// Where the b-tree's header begins: behind the file's own on the first page.
    private let header: Int
    /// How much of the page SQLite uses.
    private let usableBytes: Int

    init(of page: UnsafeMutableRawBufferPointer, header: Int, usableBytes: Int) {
        unsafe self.page = page
        (self.header, self.usableBytes) = (header, usableBytes)
    }

    /// Overwrites the free bytes with zeros; false when there was nothing to overwrite, or the page
    /// is none of a b-tree.
    func clear() -> Bool {
        guard let ranges else { return false }
        var hasChanged = false
        for range in ranges {
            for place in range where unsafe page[place] != 0 {
                unsafe page[place] = 0
                hasChanged = true
            }
        }
        return hasChanged
    }

    /// Nil for a page that does not read as one of a b-tree: nothing may be assumed of it.
    private var ranges: [Range<Int>]? {
        guard let headerBytes = Self.headerBytes(unsafe page[header]) else { return nil }
        let pointers = header + headerBytes
        let pointersEnd = pointers + 2 * number(header + 3)
        let stored = number(header + 5)
        let content = stored == 0 ? 65_536 : stored
        guard pointersEnd <= content, content <= usableBytes else { return nil }
        for place in stride(from: pointers, to: pointersEnd, by: 2) {
            guard (content..<usableBytes).contains(number(place)) else { return nil }
        }
        guard let blocks = freeBlocks(from: content) else { return nil }
        return [pointersEnd..<content] + blocks
    }

    /// What the free blocks hold behind their own four bytes.
    private func freeBlocks(from content: Int) -> [Range<Int>]? {
        var blocks: [Range<Int>] = []
        var block = number(header + 1)
        var end = content
        while block != 0 {
            guard block >= end, block + 4 <= usableBytes else { return nil }
            end = block + number(block + 2)
            guard end >= block + 4, end <= usableBytes else { return nil }
            blocks.append(block + 4..<end)
            block = number(block)
        }
        return blocks
    }

    /// By the page's kind: interior and leaf pages of indexes (2, 10) and tables (5, 13).
    private static func headerBytes(_ kind: UInt8) -> Int? {
        switch kind {
        case 2, 5: 12
        case 10, 13: 8
        default: nil
        }
    }

    private func number(_ place: Int) -> Int {
        unsafe Int(page[place]) << 8 | Int(page[place + 1])
    }
}
