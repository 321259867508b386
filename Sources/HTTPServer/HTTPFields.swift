/// The fields of a message: an ordered multi-map whose names compare without case.
///
/// All names and values stand in one byte buffer with an index beside it, so that a parsed
/// request costs two allocations however many fields it has, and text is made only for values
/// somebody asks for. A lookup compares a case-folded hash first; nothing is ever lowercased.
package struct HTTPFields: Sendable {
    /// Where one field stands in `bytes`.
    struct Entry: Sendable {
        var nameStart: Int32
        var nameCount: Int32
        var valueStart: Int32
        var valueCount: Int32
        var nameHash: UInt32

        var name: Range<Int> { Int(nameStart)..<Int(nameStart + nameCount) }
        var value: Range<Int> { Int(valueStart)..<Int(valueStart + valueCount) }
    }

    private(set) var bytes: [UInt8] = []
    private(set) var entries: [Entry] = []

    package init() {}

    /// Takes fields that were validated while they were parsed.
    init(bytes: [UInt8], entries: [Entry]) {
        self.bytes = bytes
        self.entries = entries
    }

    package var count: Int { entries.count }

    /// The first value of the name; setting replaces all of its values, nil removes them.
    package subscript(name: String) -> String? {
        get { firstIndex(of: name).map(value(at:)) }
        set {
            if let newValue { set(name, newValue) } else { remove(name) }
        }
    }

    /// Every value of the name, in order of arrival.
    package func values(_ name: String) -> [String] {
        let hash = FieldName.hash(name.utf8)
        return entries.indices.filter { matches($0, name, hash: hash) }.map(value(at:))
    }

    package func contains(_ name: String) -> Bool { firstIndex(of: name) != nil }

    /// Adds a field after the others.
    ///
    /// A control character in the value becomes a space, as RFC 9110 section 5.5 prescribes, so
    /// that no value can end its line and begin another.
    /// - Precondition: the name is a token (RFC 9110 section 5.6.2); names are ours, not a peer's.
    package mutating func append(_ name: String, _ value: String) {
        precondition(FieldName.isToken(name.utf8), "a field name is a token")
        let nameStart = bytes.count
        bytes.append(contentsOf: name.utf8)
        let valueStart = bytes.count
        for byte in value.utf8 {
            bytes.append(ByteClass.isFieldValue(byte) ? byte : UInt8(ascii: " "))
        }
        entries.append(
            Entry(
                nameStart: Int32(nameStart), nameCount: Int32(valueStart - nameStart),
                valueStart: Int32(valueStart), valueCount: Int32(bytes.count - valueStart),
                nameHash: FieldName.hash(name.utf8)))
    }

    /// Makes this the only value of the name.
    package mutating func set(_ name: String, _ value: String) {
        remove(name)
        append(name, value)
    }

    /// All values of the name.
    package mutating func remove(_ name: String) {
        let hash = FieldName.hash(name.utf8)
        entries.removeAll { [bytes] in
            $0.nameHash == hash && FieldName.areEqual(bytes[$0.name], name.utf8)
        }
    }

    private func firstIndex(of name: String) -> Int? {
        let hash = FieldName.hash(name.utf8)
        return entries.indices.first { matches($0, name, hash: hash) }
    }

    private func matches(_ index: Int, _ name: String, hash: UInt32) -> Bool {
        let entry = entries[index]
        return entry.nameHash == hash && FieldName.areEqual(bytes[entry.name], name.utf8)
    }

    private func value(at index: Int) -> String {
        String(decoding: bytes[entries[index].value], as: UTF8.self)
    }
}

extension HTTPFields: Sequence {
    package func makeIterator() -> some IteratorProtocol<(name: String, value: String)> {
        entries.lazy.map { entry in
            (
                name: String(decoding: bytes[entry.name], as: UTF8.self),
                value: String(decoding: bytes[entry.value], as: UTF8.self)
            )
        }.makeIterator()
    }
}

extension HTTPFields: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { append(name, value) }
    }
}

extension HTTPFields: Equatable {
    /// Equal when the same names, whatever their case, have the same values in the same order.
    package static func == (left: HTTPFields, right: HTTPFields) -> Bool {
        left.count == right.count
            && zip(left.entries, right.entries).allSatisfy { mine, theirs in
                mine.nameHash == theirs.nameHash
                    && FieldName.areEqual(left.bytes[mine.name], right.bytes[theirs.name])
                    && left.bytes[mine.value].elementsEqual(right.bytes[theirs.value])
            }
    }
}

/// Field names compare byte by byte with ASCII letters folded (RFC 9110 section 5.1).
enum FieldName {
    /// Two names that differ only in case hash alike; the converse is for `areEqual` to say.
    @inline(__always)
    static func hash(_ name: some Sequence<UInt8>) -> UInt32 {
        var hash: UInt32 = 0
        for byte in name { hash = mix(hash, byte) }
        return hash
    }

    /// One step of `hash`, for a parser that meets the bytes one by one. The bit that tells lower
    /// case from capitals is set, which mixes up a few other bytes; that only costs a comparison.
    @inline(__always)
    static func mix(_ hash: UInt32, _ byte: UInt8) -> UInt32 {
        hash &* 31 &+ UInt32(byte | 0x20)
    }

    /// Every byte but A to Z stands for itself alone.
    static func areEqual(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
        left.count == right.count
            && zip(left, right).allSatisfy { ByteClass.folded($0) == ByteClass.folded($1) }
    }

    /// 1*tchar (RFC 9110 section 5.6.2): never empty.
    static func isToken(_ name: some Collection<UInt8>) -> Bool {
        !name.isEmpty && name.allSatisfy(ByteClass.isToken)
    }
}
