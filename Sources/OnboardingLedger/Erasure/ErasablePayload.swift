import EventLog
import JSON
import Onboarding
import Schemas

/// What an erasure leaves of a payload: by the event type's JSON Schema, which says which members
/// are personal (`x-personal`, kept apart from the data), which stand in the data and name a person
/// all the same (`x-erasable`), and which people write as they like (`x-text`).
///
/// Everything else in the data is the program's or counted: ids, codes, words of the flow. There
/// only an email goes, for a name may happen to be a part of any of them.
struct ErasablePayload: Sendable {
    /// What stands in place of a text that is gone.
    static let mark = JSONValue.string(ErasureMark.text)
    /// The same for a member that is a URL.
    static let addressMark = JSONValue.string(ErasureMark.address)

    let words: PersonalWords
    /// The attributes that each declared flow names: what is counted stays.
    let attributes: [Substring: Set<String>]

    // MARK: Of the person's own streams

    /// Nothing personal, and the data without what names the person.
    func remains(ofOwn event: RecordedEvent) -> EventRemains {
        EventRemains(data: reduced(event))
    }

    /// The texts in an event's data that go with the person and have not gone yet: what they called
    /// a business, say.
    static func erasableTexts(of event: RecordedEvent) -> [String] {
        guard let names = rules(of: event)?.erasable, !names.isEmpty,
            let data = try? JSONValue(parsing: event.data, limits: .trusted)
        else { return [] }
        return names.compactMap { name, mark in
            data[name].flatMap { $0 == mark ? nil : $0.stringValue }
        }
    }

    /// The data by the rules of its type's schema; data that is no JSON object stays.
    private func reduced(_ event: RecordedEvent) -> [UInt8] {
        guard var object = (try? JSONValue(recorded: event.data))?.objectValue
        else { return event.data }
        var counted = attributes[event.stream.category] ?? []
        // Given out by the ledger itself, also by a form of the flow that is no more: a table that
        // is imported again is known by it.
        counted.insert(FlowAttribute.variant)
        if let rules = Self.rules(of: event) {
            for (name, value) in object {
                object[name] = reduced(value, named: name, rules, counted)
            }
        } else {
            object = reducedDeclared(object, counted)
        }
        return JSONValue.object(object).encodedUnlessEqual(to: event.data)
    }

    private func reduced(
        _ value: JSONValue, named name: String, _ rules: Rules, _ counted: Set<String>
    ) -> JSONValue {
        if value.isNull || rules.identifying.contains(name) { return value }
        if let mark = rules.erasable[name] { return mark }
        guard rules.text.contains(name) else { return markingEmails(value) }
        guard var members = value.objectValue else { return markingNames(value) }
        removeNames(from: &members)
        for (member, value) in members {
            members[member] = counted.contains(member) ? markingEmails(value) : markingNames(value)
        }
        return .object(members)
    }

    /// Of a type without a schema only the attributes that its flow counts by, and the step's name
    /// and the variant that the ledger itself adds, are known to be impersonal; a flow that nobody
    /// declared counts by none. Every other value goes, whatever it is: nothing tells a name from a
    /// colour, or a telephone's number from an amount.
    private func reducedDeclared(_ object: JSONObject, _ counted: Set<String>) -> JSONObject {
        var object = object
        removeNames(from: &object)
        for (name, value) in object {
            guard name == "attributes", var members = value.objectValue else {
                object[name] = name == "stepName" ? markingEmails(value) : markingAll(value)
                continue
            }
            removeNames(from: &members)
            for (member, value) in members {
                members[member] =
                    counted.contains(member) ? markingEmails(value) : markingAll(value)
            }
            object[name] = .object(members)
        }
        return object
    }

    /// The value with a mark in place of all that it says; what its members are called stays.
    private func markingAll(_ value: JSONValue) -> JSONValue { marking(value) { _ in true } }

    /// The value with a mark in place of every text that names the person.
    private func markingNames(_ value: JSONValue) -> JSONValue {
        marking(value) { $0.stringValue.map { words.occur(in: $0) } ?? false }
    }

    /// The value with a mark in place of every text that holds an email: in the data a member may
    /// be required, so it is not taken out.
    private func markingEmails(_ value: JSONValue) -> JSONValue {
        marking(value) { $0.stringValue.map { words.emailOccurs(in: $0) } ?? false }
    }

    /// The value with a mark in place of each text, number and boolean within that is to go.
    private func marking(_ value: JSONValue, where isGone: (JSONValue) -> Bool) -> JSONValue {
        switch value {
        case .string, .number, .bool: return isGone(value) ? Self.mark : value
        case .array(let elements): return .array(elements.map { marking($0, where: isGone) })
        case .object(var object):
            removeNames(from: &object)
            for (name, member) in object { object[name] = marking(member, where: isGone) }
            return .object(object)
        case .null: return value
        }
    }

    // MARK: Of other streams

    /// All but what holds one of the person's emails.
    func remains(ofOther event: RecordedEvent) -> EventRemains {
        var remains = EventRemains(of: event)
        remains.personal = event.personal.flatMap { without($0) }
        remains.origin = event.origin.flatMap { without($0) }
        guard var data = (try? JSONValue(recorded: event.data))?.objectValue else {
            return remains
        }
        let rules = Self.rules(of: event)
        removeNames(from: &data)
        for (name, value) in data where rules?.identifying.contains(name) != true {
            data[name] = markingEmails(value)
        }
        remains.data = JSONValue.object(data).encodedUnlessEqual(to: event.data)
        return remains
    }

    /// Personal data without the person's emails; nil when nothing is left, or when it cannot be
    /// read.
    private func without(_ personal: [UInt8]) -> [UInt8]? {
        guard let value = try? JSONValue(parsing: personal, limits: .trusted) else { return nil }
        guard let rest = withoutEmails(value) else { return nil }
        if rest.objectValue?.isEmpty == true { return nil }
        return rest.encodedUnlessEqual(to: personal)
    }

    /// Nil for a text that holds an email; arrays lose such elements, objects such members.
    private func withoutEmails(_ value: JSONValue) -> JSONValue? {
        switch value {
        case .string(let text):
            // `words… ? nil : value` would be JSON's null, which few members may be.
            guard !words.emailOccurs(in: text) else { return Optional.none }
            return value
        case .array(let elements): return .array(elements.compactMap { withoutEmails($0) })
        case .object(var object):
            removeNames(from: &object)
            for (name, member) in object { object[name] = withoutEmails(member) }
            return .object(object)
        case .null, .bool, .number: return value
        }
    }

    /// Removes members that are called by an email.
    private func removeNames(from object: inout JSONObject) {
        for name in object.keys where words.emailOccurs(in: name) {
            object[name] = Optional.none
        }
    }
}

extension JSONValue {
    /// The value's bytes, or those it came from when nothing in it changed. Bytes with a member
    /// that is there twice are never those: they say more than the value does.
    fileprivate func encodedUnlessEqual(to bytes: [UInt8]) -> [UInt8] {
        let before = try? JSONValue(parsing: bytes, limits: .trusted)
        return before == self ? bytes : encoded
    }
}

// MARK: - The schemas' rules

extension ErasablePayload {
    /// What the members of one type's data are to an erasure.
    private struct Rules: Sendable {
        /// Gone with the person; what stands there instead.
        var erasable: [String: JSONValue] = [:]
        /// As people write it: what names the person goes.
        var text: Set<String> = []
        /// Ids, by which the ledger finds what belongs together: they stay, whatever they hold.
        var identifying: Set<String> = []
    }

    /// Nil for a team's own event, whatever it is called.
    private static func rules(of event: RecordedEvent) -> Rules? {
        event.kind.flatMap { rules["\($0.rawValue).v\(event.type.schemaVersion)"] }
    }

    /// By type and version, such as `WorkspaceCreated.v1`.
    private static let rules: [String: Rules] = Dictionary(
        uniqueKeysWithValues: SchemaCatalogue.events.map { schema in
            ("\(schema.type).v\(schema.version)", rules(of: schema.text))
        })

    /// Reads a schema's `x-erasable` members, and its free text, which is marked `x-text`.
    private static func rules(of schema: String) -> Rules {
        guard let root = try? JSONValue(parsing: schema),
            let properties = root["properties"]?.objectValue
        else { preconditionFailure("an embedded schema is JSON with properties") }
        var rules = Rules()
        for (name, property) in properties {
            if property["x-erasable"] == true {
                rules.erasable[name] = property["format"] == "uri" ? addressMark : mark
            }
            if property["x-text"] == true { rules.text.insert(name) }
            if name == "subject" || name.hasSuffix("Id") { rules.identifying.insert(name) }
        }
        return rules
    }
}
