extension JSONWriter {
    /// Writes a string as a value of its own, from where it stands: a copy would be counted.
    @inlinable
    mutating func appendString(_ text: String) {
        let done: Void? = unsafe text.utf8.withContiguousStorageIfAvailable {
            unsafe appendQuoted($0, isKey: false)
        }
        if done == nil { appendForeignString(text) }
        needsComma = true
    }

    /// Writes a string that is not kept as UTF-8.
    @usableFromInline @inline(never)
    mutating func appendForeignString(_ text: String) {
        var text = text
        text.withUTF8 { unsafe appendQuoted($0, isKey: false) }
    }

    /// Writes a string with what goes before and after it: a comma, a key's colon.
    ///
    /// Nearly always nothing needs an escape; then it is all one append.
    @inlinable
    mutating func appendQuoted(_ text: UnsafeBufferPointer<UInt8>, isKey: Bool) {
        let end = unsafe Self.plainEnd(of: text, from: 0)
        guard end == text.count else {
            unsafe appendEscaping(text, from: end, isKey: isKey)
            return
        }
        let hasComma = needsComma
        bytes.append(addingCapacity: text.count &+ 4) { room in
            unsafe room.withUnsafeMutableBufferPointer {
                unsafe Self.put(text, hasComma, isKey, $0, &$1)
            }
        }
    }

    /// Puts a string that needs no escape into `room`, of which `count` bytes are taken.
    @inlinable @inline(__always)
    static func put(
        _ text: UnsafeBufferPointer<UInt8>, _ hasComma: Bool, _ isKey: Bool,
        _ room: UnsafeMutableBufferPointer<UInt8>, _ count: inout Int
    ) {
        // Guaranteed: there is room for `text` and four bytes more.
        var place = unsafe room.baseAddress! + count
        if hasComma {
            unsafe place.initialize(to: UInt8(ascii: ","))
            unsafe place += 1
        }
        unsafe place.initialize(to: UInt8(ascii: "\""))
        unsafe place += 1
        if let base = text.baseAddress {
            unsafe place.initialize(from: base, count: text.count)
            unsafe place += text.count
        }
        unsafe place.initialize(to: UInt8(ascii: "\""))
        unsafe place += 1
        if isKey {
            unsafe place.initialize(to: UInt8(ascii: ":"))
            unsafe place += 1
        }
        count &+= text.count &+ 2 &+ (hasComma ? 1 : 0) &+ (isKey ? 1 : 0)
    }

    /// The first position from `start` on that needs an escape, or the count.
    @inlinable @inline(__always)
    static func plainEnd(of text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        guard let base = unsafe UnsafeRawPointer(text.baseAddress) else { return 0 }
        var position = start
        while position &+ 8 <= text.count {
            let mask = unsafe ByteWord.specials(ByteWord.load(base, at: position))
            if mask != 0 { return position &+ ByteWord.firstMatch(mask) }
            position &+= 8
        }
        while position < text.count {
            switch unsafe text[position] {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), ..<0x20: return position
            default: position &+= 1
            }
        }
        return position
    }

    /// Writes a string of which the bytes before `first` need no escape and that one does.
    @usableFromInline @inline(never)
    mutating func appendEscaping(
        _ text: UnsafeBufferPointer<UInt8>, from first: Int, isKey: Bool
    ) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        var (start, end) = (0, first)
        while end < text.count {
            unsafe bytes.append(contentsOf: text[start..<end])
            unsafe appendEscape(text[end])
            start = end + 1
            end = unsafe Self.plainEnd(of: text, from: start)
        }
        unsafe bytes.append(contentsOf: text[start..<end])
        bytes.append(UInt8(ascii: "\""))
        if isKey { bytes.append(UInt8(ascii: ":")) }
    }

    /// The short escape where RFC 8259 section 7 has one, else `\u00XX`.
    private mutating func appendEscape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case ..<0x20:
            let low = byte & 0xF
            bytes.append(contentsOf: [UInt8(ascii: "u"), 0x30, 0x30, 0x30 + byte >> 4])
            bytes.append(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
        default: bytes.append(byte)
        }
    }
}
