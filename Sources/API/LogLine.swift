import JSON
import Time

/// One thing worth telling whoever runs the server; never of secrets or personal facts.
package struct LogLine: Sendable, Hashable {
    /// How much it matters.
    package enum Level: String, Sendable, CaseIterable {
        case info, warning, error
    }

    package var level: Level
    /// What happened, in a few words that stay the same.
    package var what: String
    /// Ties the line to the request's events.
    package var requestID: String?
    /// The facts, in order.
    package var facts: [Fact]

    /// A name and a value, which stands in the line as JSON.
    package struct Fact: Sendable, Hashable {
        package let name: String
        package let value: JSONValue
    }

    /// Facts that are null are left out.
    package init(
        _ level: Level, _ what: String, requestID: String? = nil,
        _ facts: KeyValuePairs<String, JSONValue> = [:]
    ) {
        (self.level, self.what, self.requestID) = (level, what, requestID)
        self.facts = facts.filter { !$0.value.isNull }.map { Fact(name: $0.key, value: $0.value) }
    }

    /// `2026-03-01T12:00:00.000Z warning what happened request=… name=value`, on one line.
    package func text(at time: Timestamp) -> String {
        var text = "\(time.rfc3339) \(level.rawValue) \(what)"
        if let requestID { text += " request=\(requestID)" }
        for fact in facts {
            text += " \(fact.name)=\(String(decoding: fact.value.encoded, as: UTF8.self))"
        }
        return text
    }

    /// The same as a JSON object.
    package func json(at time: Timestamp) -> String {
        let bytes = JSONWriter.encode { writer in
            writer.object { writer in
                writer.member("time", time.rfc3339)
                writer.member("level", level.rawValue)
                writer.member("what", what)
                writer.member("requestId", requestID)
                for fact in facts { writer.member(key: fact.name, fact.value) }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
