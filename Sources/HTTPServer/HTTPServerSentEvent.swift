/// One event of a `text/event-stream` body (WHATWG HTML, section 9.2).
package struct HTTPServerSentEvent: Sendable, Hashable {
    /// Comes back as `Last-Event-ID` when the client reconnects.
    package var id: String?
    /// The event's type; nil is `message` to the client.
    package var name: String?
    /// May have several lines.
    package var data: String

    package init(id: String? = nil, name: String? = nil, data: String) {
        self.id = id
        self.name = name
        self.data = data
    }

    /// A comment that keeps proxies from closing a quiet stream.
    package static let keepAlive: [UInt8] = Array(":\n\n".utf8)

    /// The event's lines and the blank line that ends it.
    package var encoded: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(data.utf8.count + 64)
        if let id { Self.append("id", id, to: &bytes) }
        if let name { Self.append("event", name, to: &bytes) }
        Self.append("data", data, to: &bytes)
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    /// Every line of the value gets the field's name, so no value can begin another field.
    private static func append(_ field: StaticString, _ value: String, to bytes: inout [UInt8]) {
        let name = field.description.utf8
        bytes.append(contentsOf: name)
        bytes.append(contentsOf: ": ".utf8)
        var afterCarriageReturn = false
        for byte in value.utf8 {
            let isBreak = byte == 0x0A || byte == 0x0D
            if byte == 0x0A && afterCarriageReturn {
                afterCarriageReturn = false
                continue
            }
            afterCarriageReturn = byte == 0x0D
            if isBreak {
                bytes.append(UInt8(ascii: "\n"))
                bytes.append(contentsOf: name)
                bytes.append(contentsOf: ": ".utf8)
            } else {
                bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\n"))
    }
}
