import JSON

extension ErasureEvent: DomainEvent {
    package var kind: EventKind {
        switch self {
        case .personErased: PersonErased.kind
        case .dataErased: PersonalDataErased.kind
        }
    }

    package func writeData(to writer: inout JSONWriter) {
        switch self {
        case .personErased(let payload): payload.writeData(to: &writer)
        case .dataErased(let payload): payload.writeData(to: &writer)
        }
    }

    package func writePersonal(to writer: inout JSONWriter) -> Bool { false }

    package static func decode(
        _ kind: EventKind, data: UnsafeRawBufferPointer, personal: UnsafeRawBufferPointer?
    ) throws(JSONError) -> ErasureEvent {
        switch kind {
        case .personErased: .personErased(unsafe try .init(data: data, personal: personal))
        case .personalDataErased: .dataErased(unsafe try .init(data: data, personal: personal))
        default: throw JSONError(.invalidValue(expected: "an erasure's event"), at: 0)
        }
    }
}

extension PersonErased: EventPayload {
    static let kind = EventKind.personErased
    static let required: [StaticString] = [
        "subject", "reason", "streams", "events", "positions", "remains", "secrets",
    ]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "subject":
            subject = try scanner.word("email, user or stream")
            return 0
        case "reason":
            reason = try scanner.string()
            return 1
        case "streams":
            try scanner.array { scanner throws(JSONError) in streams.append(try scanner.string()) }
            return 2
        case "events":
            events = try scanner.int(in: PayloadBounds.counts)
            return 3
        case "positions":
            try scanner.array { scanner throws(JSONError) in
                positions.append(try scanner.positions())
            }
            return 4
        case "remains":
            try scanner.array { scanner throws(JSONError) in
                remains.append(try Remains(from: &scanner))
            }
            return 5
        case "secrets":
            secrets = try scanner.int(in: PayloadBounds.counts)
            return 6
        case "mentionedIn":
            try scanner.array { scanner throws(JSONError) in
                mentionedIn.append(try scanner.string())
            }
            return nil
        default:
            try scanner.skip()
            return nil
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("subject", subject.rawValue)
        writer.member("reason", reason)
        writer.member("streams") { writer in
            writer.array { writer in for stream in streams { writer.element(stream) } }
        }
        writer.member("events", events)
        writer.member("positions") { Self.write(positions, to: &$0) }
        writer.member("remains") { writer in
            writer.array { writer in
                for remains in remains { writer.element { remains.write(to: &$0) } }
            }
        }
        writer.member("secrets", secrets)
        if mentionedIn.isEmpty { return }
        writer.member("mentionedIn") { writer in
            writer.array { writer in for stream in mentionedIn { writer.element(stream) } }
        }
    }

    /// Runs of positions as pairs of first and last.
    package static func write(_ positions: [ClosedRange<Int64>], to writer: inout JSONWriter) {
        writer.array { writer in
            for range in positions {
                writer.element { writer in
                    writer.array { writer in
                        writer.element(range.lowerBound)
                        writer.element(range.upperBound)
                    }
                }
            }
        }
    }
}

extension PersonErased.Remains {
    fileprivate init(from scanner: inout JSONScanner) throws(JSONError) {
        self.init()
        try scanner.object { (key, scanner) throws(JSONError) in
            switch key {
            case "position": position = try scanner.position()
            case "digest": digest = try scanner.string()
            default: try scanner.skip()
            }
        }
    }

    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("position", position)
            writer.member("digest", digest)
        }
    }
}

extension JSONScanner {
    fileprivate mutating func position() throws(JSONError) -> Int64 {
        Int64(try int(in: PayloadBounds.positions))
    }

    /// Reads a pair of first and last position.
    fileprivate mutating func positions() throws(JSONError) -> ClosedRange<Int64> {
        let start = byteIndex
        var pair: [Int64] = []
        try array { scanner throws(JSONError) in pair.append(try scanner.position()) }
        guard pair.count == 2, pair[0] <= pair[1] else {
            throw JSONError(.invalidValue(expected: "a first and a last position"), at: start)
        }
        return pair[0]...pair[1]
    }
}

extension PersonalDataErased: EventPayload {
    static let kind = EventKind.personalDataErased
    static let required: [StaticString] = ["erasureId", "reason", "extent"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "erasureId":
            erasureID = try scanner.string()
            return 0
        case "reason":
            reason = try scanner.string()
            return 1
        case "extent":
            extent = try scanner.word("all or part")
            return 2
        default:
            try scanner.skip()
            return nil
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("erasureId", erasureID)
        writer.member("reason", reason)
        writer.member("extent", extent.rawValue)
    }
}
