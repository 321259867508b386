/// The text that the lists' `?q=` looks through.
enum SearchText {
    /// The parts that have something to say, in lower case, with a space between.
    static func join(_ parts: [String?]) -> String {
        if let text = joinASCII(parts) { return text }
        return parts.compactMap(\.self).filter { !$0.isEmpty }.joined(separator: " ").lowercased()
    }

    /// The same in one pass over bytes; nil when there is a character outside ASCII.
    private static func joinASCII(_ parts: [String?]) -> String? {
        var isASCII = true
        let capacity = parts.reduce(0) { $0 + 1 + ($1?.utf8.count ?? 0) }
        let text = unsafe String(unsafeUninitializedCapacity: capacity) { room in
            var count = 0
            for case let part? in parts where !part.isEmpty {
                if count > 0 {
                    unsafe room.initializeElement(at: count, to: UInt8(ascii: " "))
                    count += 1
                }
                for byte in part.utf8 {
                    isASCII = isASCII && byte < 0x80
                    unsafe room.initializeElement(at: count, to: lowered(byte))
                    count += 1
                }
            }
            return isASCII ? count : 0
        }
        return isASCII ? text : nil
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
