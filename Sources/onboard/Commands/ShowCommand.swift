import EventLog
import JSON
import OnboardingLedger
import ReadModels

/// `onboard show STREAM`: a stream's state now, at a version or at an instant (contract L8); with a
/// position instead, that event; with an email or an id, whoever that is.
enum ShowCommand: Command {
    static let specification = CommandSpecification(
        name: "show", group: CommandHeading.audit,
        summary: "Show a stream's state, now or then, or one event",
        discussion: [
            """
            Folds the stream's events up to the version or the time and prints each field. \
            Members of nested objects have dotted names, as blame and diff have them.
            """,
            """
            --at shows what the ledger knew then. --occurred-at shows what is known now of how it \
            was then: it folds, in the log's order, the events that had occurred by then, also \
            those that were imported or reported later. A day stands for its first instant.
            """,
            """
            With the position of an event, as log and blame give it, it prints all that was \
            recorded of that event.
            """,
            """
            Anything else, also a number that the log has not come to, is looked for as the \
            console does it: an email, a name, the id of a user, a session or a tenant, a subject \
            of a flow of yours, or a word of a business. A whole email is meant as it is; where no \
            state has it, all of the log is searched: whose token had it, say. If that finds one \
            subject, it is shown; if several, their streams are listed and the exit code is 1.
            """,
        ],
        arguments: [
            ArgumentSpecification(
                name: "STREAM",
                summary: ArgumentSpecification.stream.summary
                    + "; or an event's position; or an email, a name or an id to look for")
        ],
        options: [
            .option("version", "N", "As it was after its first N events; 0 is before the first"),
            .option("at", "TIME", "As it was recorded at this instant"),
            .option("occurred-at", "TIME", "With what had occurred by this instant"),
        ],
        exclusive: [.atMostOne("version", "at", "occurred-at")],
        examples: [
            CommandExample("onboard show session-0193…", "As it is now."),
            CommandExample("onboard show session-0193… --version 3", "After three events."),
            CommandExample(
                "onboard show tenant-0193… --at 2026-11-21T09:00:00Z", "As it was that morning."),
            CommandExample(
                "onboard show loan-900211 --occurred-at 2025-03-05",
                "As it was before that day, though it was imported later."),
            CommandExample("onboard show 173688", "One event: who, when, in which request, what."),
            CommandExample(
                "onboard show ada@example.org", "Whoever that is, or the streams it may mean."),
        ])

    /// A number that the log has come to is a position; else a stream is meant, by its name or by
    /// what a search finds. Exit 1 for what is not there.
    static func run(_ context: CommandContext) async throws {
        let arguments = context.arguments
        let text = try arguments.requiredArgument("STREAM")
        let reader = try LedgerReader(directory: context.directory)
        if let position = Int64(text).map({ GlobalPosition(rawValue: $0) }),
            let event = try reader.log.event(at: position)
        {
            return try show(event, reader.log, context)
        }
        let stream = try stream(text, reader, context)
        let newest = try reader.log.version(of: stream)
        var moment = StreamMoment.latest
        if let version = try arguments.version("version") {
            try refuse(version, beyond: newest, of: stream)
            moment = .version(version)
        } else if let time = try arguments.time("at") {
            moment = .time(time)
        } else if let time = try arguments.time("occurred-at") {
            moment = .occurred(time)
        }
        guard let state = try reader.history.state(of: stream, at: moment) else {
            throw CommandFailure.noSuchStream(stream.name)
        }
        let erasures = try reader.erasures(of: stream)
        if context.isJSON { return try context.print { state.write(erasures, to: &$0) } }
        if state.version == .empty {
            try printEmpty(stream, moment, reader, context)
        } else {
            let fields =
                erasures.isEmpty ? [] : try reader.history.blame(of: stream, at: moment) ?? []
            let erased = Set(fields.filter(\.isErased).map { FieldPath($0.field) })
            try printFields(state, newest, erased, reader.log, context)
        }
        try context.print(erasures)
    }

    /// The stream of the name, else of the only subject that a search finds; several are listed.
    private static func stream(
        _ text: String, _ reader: LedgerReader, _ context: CommandContext
    ) throws -> StreamID {
        if text.isEmpty { throw CommandFailure.nothingFound(text) }
        let named = StreamID(text)
        if let named, try reader.log.version(of: named) > .empty { return named }
        let found = try FoundSubjects(text, reader)
        if found.rows.count == 1, let stream = StreamID(found.rows[0].name) { return stream }
        guard found.rows.isEmpty else {
            try found.show(context)
            throw CommandFailure.severalSubjects(
                text, count: found.rows.count, hasMore: found.isCut)
        }
        if let position = Int64(text) {
            let newest = try reader.log.head().position.rawValue
            throw CommandFailure.noSuchPosition(position, newest: newest)
        }
        if let named { throw CommandFailure.noSuchStream(named.name) }
        throw CommandFailure.nothingFound(text)
    }

    // MARK: One event

    /// An event has no versions: `--version` and the times are refused.
    private static func show(
        _ event: RecordedEvent, _ log: LogReader, _ context: CommandContext
    ) throws {
        for option in ["version", "at", "occurred-at"] {
            guard let value = context.arguments.string(option) else { continue }
            throw context.arguments.invalid(
                option, value, expected: .described("asked of a single event"))
        }
        let erasure = try ErasureNotes(of: [event], log)[event]
        if context.isJSON {
            return try context.print { EventJSON.write(event, erasure: erasure, to: &$0) }
        }
        try context.print(
            StyledText(event.type.name, .heading)
                + StyledText(
                    " at position \(event.position), version \(event.version) of \(event.stream)",
                    .muted))
        try context.print(try table(event))
        if let erasure { try context.print(StyledText(erasure.sentence, .warning)) }
    }

    /// Who, when and in which request first, then origin, data and personal data.
    private static func table(_ event: RecordedEvent) throws -> TextTable {
        var table = TextTable([.text("Field"), .flexible("Value")])
        var facts = [
            ("by", EventTable.text(event.actor)), ("recordedAt", event.recordedAt.rfc3339),
            ("correlationId", event.correlationID), ("id", event.id.text),
            ("hash", event.hash.hex), ("schemaVersion", String(event.type.schemaVersion)),
        ]
        if let time = event.occurredAt { facts.append(("occurredAt", time.rfc3339)) }
        if event.causationID != event.correlationID {
            facts.append(("causationId", event.causationID))
        }
        for (name, value) in facts { table.append([.text(name, .muted), .text(value)]) }
        if event.isErased {
            table.append([.text("personal", .muted), .text("erased", .warning)])
        }
        for (name, payload) in [
            ("origin", event.origin), ("data", event.data), ("personal", event.personal),
        ] {
            guard let payload else { continue }
            let value = try JSONValue(parsing: payload, limits: .trusted)
            collect(value, under: FieldPath(name, in: nil), into: &table)
        }
        return table
    }

    // MARK: A state

    /// - Throws: `noSuchVersion` for a version beyond the newest.
    static func refuse(
        _ version: StreamVersion, beyond newest: StreamVersion, of stream: StreamID
    ) throws(CommandFailure) {
        guard version > newest else { return }
        throw .noSuchVersion(
            stream: stream.name, version: version.rawValue, newest: newest.rawValue)
    }

    /// Says when there were events, and whether asking by occurrence would show something.
    private static func printEmpty(
        _ stream: StreamID, _ moment: StreamMoment, _ reader: LedgerReader,
        _ context: CommandContext
    ) throws {
        try context.print(StyledText(stream.name, .heading))
        var text = "It had no events yet."
        if let times = try StreamTimes(of: stream, reader.log) {
            text += " " + times.sentence("Its events")
            if case .time(let time) = moment, times.hasOccurred(by: time) {
                text += " Some had occurred by then: --occurred-at goes by that."
            }
        }
        try context.print(flowing: StyledText(text, .muted))
    }

    /// A row for each field; nested ones have dotted names, and erased ones no value. Of what has
    /// no fields, as a deleted profile, the last event.
    private static func printFields(
        _ state: StreamState, _ newest: StreamVersion, _ erased: Set<FieldPath>, _ log: LogReader,
        _ context: CommandContext
    ) throws {
        try context.print(
            StyledText(state.stream.name, .heading)
                + StyledText(" at version \(state.version) of \(newest)", .muted)
                + leftOut(state))
        let members =
            try JSONValue(parsing: state.state, limits: .trusted).objectValue ?? JSONObject()
        let before = StreamVersion(rawValue: state.version.rawValue - 1)
        if members.isEmpty,
            let last = try log.events(of: state.stream, after: before, limit: 1).first
        {
            let event = "\(last.type.name), by \(EventTable.text(last.actor))"
            return try context.print(
                flowing: StyledText(
                    "It has no fields. Its last event is \(event) at \(last.recordedAt.rfc3339).",
                    .muted))
        }
        var table = TextTable([.text("Field"), .flexible("Value")])
        for (name, member) in members {
            collect(member, under: FieldPath(name, in: nil), without: erased, into: &table)
        }
        try context.print(table)
    }

    /// Such a state is not the one at its version, and says so.
    private static func leftOut(_ state: StreamState) -> StyledText {
        if state.leftOutCount == 0 { return StyledText() }
        let events = Quantity.counted(state.leftOutCount, "event")
        return StyledText(", without \(events) that occurred later", .warning)
    }

    /// Goes into objects, not into arrays, which stand in one cell, as an object without members
    /// does below the top.
    private static func collect(
        _ value: JSONValue, under path: FieldPath, isTop: Bool = true,
        without erased: Set<FieldPath> = [], into table: inout TextTable
    ) {
        if case .object(let object) = value, isTop || !object.isEmpty {
            for (name, member) in object {
                collect(
                    member, under: FieldPath(name, in: path), isTop: false, without: erased,
                    into: &table)
            }
            return
        }
        let text = erased.contains(path) ? "erased" : ValueText.text(value.encoded)
        table.append([.text(path.text), .text(text)])
    }
}
