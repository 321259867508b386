import JSON
import Time

extension EffectSucceeded: EventPayload {
    static let kind = EventKind.effectSucceeded
    static let required: [StaticString] = ["kind", "cause", "attempt"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "kind":
            kind = try scanner.string()
            return 0
        case "cause":
            cause = try scanner.int(in: PayloadBounds.positions)
            return 1
        case "attempt":
            attempt = try scanner.int(in: PayloadBounds.ordinals)
            return 2
        case "tenantId": tenantID = try scanner.optionalString()
        default: try scanner.skip()
        }
        return nil
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("kind", kind)
        writer.member("cause", cause)
        writer.member("attempt", attempt)
        writer.member("tenantId", tenantID)
    }
}

extension EffectFailed: EventPayload {
    static let kind = EventKind.effectFailed
    static let required: [StaticString] = ["kind", "cause", "attempt", "reason", "nextAttemptAt"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "kind":
            kind = try scanner.string()
            return 0
        case "cause":
            cause = try scanner.int(in: PayloadBounds.positions)
            return 1
        case "attempt":
            attempt = try scanner.int(in: PayloadBounds.ordinals)
            return 2
        case "reason":
            reason = try scanner.string()
            return 3
        case "nextAttemptAt":
            nextAttemptAt = try scanner.timestamp()
            return 4
        case "tenantId": tenantID = try scanner.optionalString()
        default: try scanner.skip()
        }
        return nil
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("kind", kind)
        writer.member("cause", cause)
        writer.member("attempt", attempt)
        writer.member("reason", reason)
        writer.member("nextAttemptAt", nextAttemptAt)
        writer.member("tenantId", tenantID)
    }
}

extension EffectAbandoned: EventPayload {
    static let kind = EventKind.effectAbandoned
    static let required: [StaticString] = ["kind", "cause", "attempts", "reason"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "kind":
            kind = try scanner.string()
            return 0
        case "cause":
            cause = try scanner.int(in: PayloadBounds.positions)
            return 1
        case "attempts":
            attempts = try scanner.int(in: PayloadBounds.counts)
            return 2
        case "reason":
            reason = try scanner.string()
            return 3
        case "tenantId": tenantID = try scanner.optionalString()
        default: try scanner.skip()
        }
        return nil
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("kind", kind)
        writer.member("cause", cause)
        writer.member("attempts", attempts)
        writer.member("reason", reason)
        writer.member("tenantId", tenantID)
    }
}
