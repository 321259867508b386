import EventLog
import JSON
import Onboarding
import OnboardingLedger
import ReadModels
import Schemas

/// Tells a question that nothing in the log can answer from a slip in it.
struct LogQuestion {
    private let arguments: ParsedArguments
    private let reader: LedgerReader

    init(_ arguments: ParsedArguments, _ reader: LedgerReader) {
        (self.arguments, self.reader) = (arguments, reader)
    }

    /// - Throws: `UsageError` for a type of event that there is not, and for a kind of actor.
    func check(_ filter: EventFilter) throws {
        if !filter.types.isEmpty { try check(types: filter.types) }
        if let actor = filter.actor { try check(actor: actor) }
    }

    /// This program's types, those of flows that are declared, and those that the log has.
    private func check(types: [String]) throws {
        let flows = try reader.log.flowCatalogue().flows
        let known = Set(SchemaCommands.typeNames)
            .union(flows.flatMap { $0.stages.flatMap(\.on) + $0.exits.flatMap(\.on) })
            .union(try reader.log.allTypes().values.map(\.name))
        for type in types.flatMap({ Self.names($0, of: known) }) where !known.contains(type) {
            let nearest = NearestWord.among(known.sorted(), to: type)
            throw arguments.invalid(
                "type", type,
                expected: .described(
                    "a type of event; "
                        + (nearest.map { "did you mean \($0)?" }
                            ?? "onboard schema list shows those there are")))
        }
    }

    /// One name, or several with commas between, as the filter reads them.
    private static func names(_ text: String, of known: Set<String>) -> [String] {
        if known.contains(text) { return [text] }
        return text.split(separator: ",").map { name in
            String(name.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
    }

    /// What stands before a colon is a kind, unless somebody has acted whose id has the colon.
    private func check(actor: String) throws {
        let parts = actor.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, EventActor.Kind(word: String(parts[0])) == nil else { return }
        var filter = EventFilter()
        filter.actor = actor
        if try reader.log.selection(filter) != nil { return }
        let kinds = EventActor.Kind.allCases.map(\.word)
        let nearest = NearestWord.among(kinds, to: String(parts[0]))
        throw arguments.invalid(
            "actor", actor,
            expected: .described(
                "KIND:ID with one of the kinds \(kinds.joined(separator: ", "))"
                    + (nearest.map { "; did you mean \($0):\(parts[1])?" } ?? "")))
    }

    /// What may help whoever found nothing; nil when nothing does.
    static func hint(_ filter: EventFilter) throws -> String? {
        guard let name = filter.field.flatMap({ FieldPath($0).names.last }) else { return nil }
        let known = try fieldNames()
        if !known.isDisjoint(with: FieldSpelling.all(of: name)) { return nil }
        return NearestWord.among(known.sorted(), to: name)
            .map { "No type of event has a field '\(name)'; did you mean \($0)?" }
            ?? "onboard schema show TYPE lists the fields of a type."
    }

    /// Those of every version of every schema, at any depth.
    private static func fieldNames() throws -> Set<String> {
        var names: Set<String> = []
        for schema in SchemaCatalogue.events {
            collect(.object(try SchemaCommands.document(schema)), into: &names)
        }
        return names
    }

    /// The names under every `properties` of a schema.
    private static func collect(_ schema: JSONValue, into names: inout Set<String>) {
        for (name, value) in schema.objectValue ?? JSONObject() {
            if name == "properties", let properties = value.objectValue {
                names.formUnion(properties.keys)
            }
            collect(value, into: &names)
        }
        for value in schema.arrayValue ?? [] { collect(value, into: &names) }
    }
}
