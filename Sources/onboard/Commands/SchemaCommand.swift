import EventLog
import JSON
import OnboardingLedger
import ReadModels
import Schemas

/// `onboard schema`: the event schemas, and whether stored events keep to them (contract L10).
enum SchemaCommands {
    /// In the order of help.
    static let commands: [any Command.Type] = [
        SchemaListCommand.self, SchemaShowCommand.self, SchemaCheckCommand.self,
    ]

    static let group = CommandSpecification(
        name: "schema", group: CommandHeading.more,
        summary: "List the event schemas, and check stored events against them",
        discussion: [
            """
            Each type of event has a JSON Schema for every version that was ever written. A stored \
            event is never rewritten: an older one is upcast when it is read. Schemas/EVOLUTION.md \
            in the sources walks through adding a version.
            """
        ],
        examples: [
            CommandExample("onboard schema show SignUpStarted", "The newest version's fields."),
            CommandExample("onboard schema check", "Before an upgrade: can all of it be read?"),
        ],
        subcommands: commands.map { $0.specification })

    /// The types that this program knows, by name.
    static let typeNames = Set(SchemaCatalogue.events.map(\.type)).sorted()

    /// What the ledger has; nothing without a ledger.
    static func storedTypes(_ directory: DataDirectory) throws -> [EventType] {
        do { return try LedgerSchemas.storedTypes(directory) } catch let failure as LogFailure {
            guard failure.code == .absent else { throw failure }
            return []
        }
    }

    /// A schema's document.
    static func document(_ schema: SchemaCatalogue.EventSchema) throws -> JSONObject {
        try JSONValue(parsing: Array(schema.text.utf8), limits: .trusted).objectValue
            ?? JSONObject()
    }
}

/// `onboard schema list`.
enum SchemaListCommand: Command {
    static let path = "schema list"
    static let specification = CommandSpecification(
        name: "list", summary: "List the types of event and their versions",
        examples: [
            CommandExample("onboard schema list", "Each type, and the versions that the log has.")
        ])

    private struct Row {
        let type: String
        /// Nil for a type of a team's own flow.
        let newest: Int?
        let stored: [Int]
        let description: String
    }

    /// Also without a ledger: then no version is stored.
    static func run(_ context: CommandContext) async throws {
        let rows = try rows(context.directory)
        if context.isJSON {
            try context.print { writer in
                writer.object { writer in
                    writer.member("types") { writer in
                        writer.array { writer in
                            for row in rows { writer.element { write(row, to: &$0) } }
                        }
                    }
                }
            }
            return
        }
        var table = TextTable([
            .text("Type"), .number("Newest"), .text("In this log"),
            .flexible("What it says", minimum: 20, isOptional: true),
        ])
        for row in rows {
            table.append([
                .text(row.type, .accent), .number(orMissing: row.newest),
                .text(row.stored.map(String.init).joined(separator: ", ")),
                .text(row.description, .muted),
            ])
        }
        try context.print(table)
    }

    /// Every type of the program, and those of the ledger that no schema is for.
    private static func rows(_ directory: DataDirectory) throws -> [Row] {
        let stored = Dictionary(grouping: try SchemaCommands.storedTypes(directory), by: \.name)
        var newest: [String: SchemaCatalogue.EventSchema] = [:]
        for schema in SchemaCatalogue.events { newest[schema.type] = schema }
        return try Set(newest.keys).union(stored.keys).sorted().map { type in
            let description = try newest[type].map { try SchemaCommands.document($0) }
            return Row(
                type: type, newest: newest[type]?.version,
                stored: stored[type]?.map(\.schemaVersion) ?? [],
                description: description?["description"]?.stringValue
                    ?? "A type of a team's own flow.")
        }
    }

    /// `{type, newestVersion, storedVersions, description}`.
    private static func write(_ row: Row, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("type", row.type)
            writer.memberOrNull("newestVersion", row.newest.map(Int64.init))
            writer.member("storedVersions") { writer in
                writer.array { writer in
                    for version in row.stored { writer.element(version) }
                }
            }
            writer.member("description", row.description)
        }
    }
}

/// `onboard schema show TYPE`.
enum SchemaShowCommand: Command {
    static let path = "schema show"
    static let specification = CommandSpecification(
        name: "show", summary: "Show a type's fields, or its JSON Schema",
        discussion: ["With --json it prints the schema itself, as Schemas/events has it."],
        arguments: [
            ArgumentSpecification(
                name: "TYPE", summary: "A type of event; onboard schema list shows those there are",
                value: .suggestion(SchemaCommands.typeNames))
        ],
        options: [.option("version", "N", "This version").defaulting(to: "the newest")],
        examples: [
            CommandExample("onboard schema show SignUpStarted", "What each field is."),
            CommandExample(
                "onboard schema show SignUpStarted --version 1 --json > old.json",
                "How it was at first."),
        ])

    /// Exit 1 for a type or version that there is not.
    static func run(_ context: CommandContext) async throws {
        let type = try context.arguments.requiredArgument("TYPE")
        let versions = SchemaCatalogue.events.filter { $0.type == type }
        guard let newest = versions.last else {
            throw CommandFailure.noSuchType(
                type, known: SchemaCommands.typeNames)
        }
        let asked = try context.arguments.int("version", in: 1...Int.max) ?? newest.version
        guard let schema = versions.first(where: { $0.version == asked }) else {
            throw CommandFailure.noSuchTypeVersion(type, asked, known: versions.map(\.version))
        }
        if context.isJSON {
            guard context.out.write(raw: schema.text + "\n") else { throw ReaderIsGone() }
            return
        }
        try show(schema, newest: newest.version, context)
    }

    private static func show(
        _ schema: SchemaCatalogue.EventSchema, newest: Int, _ context: CommandContext
    ) throws {
        let document = try SchemaCommands.document(schema)
        let standing =
            schema.version == newest ? "written today" : "upcast to version \(newest) when read"
        try context.print(
            StyledText(schema.type, .heading)
                + StyledText(" version \(schema.version) of \(newest) · \(standing)", .muted))
        try context.print(StyledText(document["description"]?.stringValue ?? ""))
        let required = document["required"]?.arrayValue?.compactMap(\.stringValue) ?? []
        let properties = document["properties"]?.objectValue ?? JSONObject()
        if properties.isEmpty {
            try context.print(StyledText("It has no fields.", .muted))
            return
        }
        var table = TextTable([
            .text("Field"), .text("Kind"), .text(""), .flexible("What it is", minimum: 20),
        ])
        for (name, property) in properties {
            let isPersonal = property["x-personal"] == true
            let note = isPersonal ? "personal" : required.contains(name) ? "" : "optional"
            table.append([
                .text(name, .accent), .text(kind(of: property)), .text(note, .muted),
                .text(property["description"]?.stringValue ?? ""),
            ])
        }
        try context.print(table)
    }

    /// A field's format, else its type; an enumeration is one of several words.
    private static func kind(of property: JSONValue) -> String {
        if let format = property["format"]?.stringValue { return format }
        if let types = property["type"]?.arrayValue {
            return types.compactMap(\.stringValue).joined(separator: " or ")
        }
        if let type = property["type"]?.stringValue { return type }
        return property["enum"] == nil ? Quantity.missing : "one of several"
    }
}

/// `onboard schema check`.
enum SchemaCheckCommand: Command {
    static let path = "schema check"
    static let specification = CommandSpecification(
        name: "check", summary: "Check every stored event against the schemas",
        discussion: [
            """
            Each event's type and version must be known, its payload valid by the schema that it \
            was written under, and what upcasting makes of it valid by the newest one. Run it with \
            a new program on a copy of the ledger before an upgrade: a change that could not read \
            what is stored ends with exit code 1 and the events' positions. Works beside a \
            running server.
            """
        ],
        examples: [
            CommandExample("onboard schema check --data backup", "Can this program read it all?")
        ])

    /// Shows all that it found, and ends with exit 1 for the first defect.
    static func run(_ context: CommandContext) async throws {
        let report = try check(context)
        if context.isJSON {
            try context.print { write(report, to: &$0) }
        } else {
            try show(report, context)
        }
        if let first = report.defects.first { throw first }
    }

    /// Reads every event, under a progress bar.
    private static func check(_ context: CommandContext) throws -> SchemaReport {
        let head = try LogReader(directory: context.directory).head().position.rawValue
        let bar = context.progress(
            .init(doing: "checking", done: "checked", unit: "events"),
            total: Int(head))
        do {
            let report = try LedgerSchemas.check(context.directory) { done, _ in
                bar.report(Int(done))
            }
            bar.finish(Int(report.eventCount))
            return report
        } catch {
            bar.abandon()
            throw error
        }
    }

    private static func show(_ report: SchemaReport, _ context: CommandContext) throws {
        var table = TextTable([
            .text("Type"), .number("Version"), .number("Events"), .text("Read as"),
        ])
        for stored in report.types {
            table.append([
                .text(stored.type.name, .accent), .number(stored.type.schemaVersion),
                .number(Int(stored.eventCount)), .text(standing(stored), .muted),
            ])
        }
        try context.print(table)
        for defect in report.defects {
            try context.print(
                StyledText("Position \(defect.position)", .bad)
                    + StyledText(
                        ", \(defect.stream), \(defect.type.name): \(defect.explanation)"))
        }
        if report.defects.isEmpty {
            let count = Quantity.grouped(report.eventCount)
            try context.print(StyledText("All \(count) events can be read.", .good))
        }
    }

    /// How events of the type and version are read today.
    private static func standing(_ stored: SchemaReport.StoredType) -> String {
        guard let newest = stored.newestVersion else { return "your own flow's, without a schema" }
        return newest == stored.type.schemaVersion ? "as it is" : "version \(newest)"
    }

    /// `{events, types, defects}`.
    private static func write(_ report: SchemaReport, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("events", report.eventCount)
            writer.member("types") { writer in
                writer.array { writer in
                    for stored in report.types {
                        writer.element { writer in
                            writer.object { writer in
                                writer.member("type", stored.type.name)
                                writer.member("version", stored.type.schemaVersion)
                                writer.member("events", stored.eventCount)
                                writer.memberOrNull(
                                    "newestVersion", stored.newestVersion.map(Int64.init))
                            }
                        }
                    }
                }
            }
            writer.member("defects") { writer in
                writer.array { writer in
                    for defect in report.defects { writer.element { write(defect, to: &$0) } }
                }
            }
        }
    }

    /// `{position, stream, type, version, explanation}`.
    private static func write(_ defect: SchemaDefect, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("position", defect.position.rawValue)
            writer.member("stream", defect.stream.name)
            writer.member("type", defect.type.name)
            writer.member("version", defect.type.schemaVersion)
            writer.member("explanation", defect.explanation)
        }
    }
}
