import EventLog
import ReadModels
import Schemas

/// Checks a ledger's events against the schemas of this program (contract L10).
public enum LedgerSchemas {
    /// Reads every stored event as its own schema version and as the current one; blocks. Works
    /// beside a process that writes.
    ///
    /// - Parameter progress: told how many of how many events are checked.
    /// - Throws: `LogFailure` when the log cannot be read.
    public static func check(
        _ directory: DataDirectory, progress: (Int64, Int64) -> Void = { _, _ in }
    ) throws -> SchemaReport {
        var check = try SchemaCheck(directory: directory, upcasting: .domain)
        return try check.run { progress($0, $1) }
    }

    /// The JSON Schema of every type and version's payload that this program knows, in the order of
    /// names and versions.
    public static var all: [(type: EventType, text: String)] {
        SchemaCatalogue.events.map { (EventType($0.type, schemaVersion: $0.version), $0.text) }
    }

    /// The types and versions that a ledger has events of, in the order of names and versions.
    public static func storedTypes(_ directory: DataDirectory) throws -> [EventType] {
        try LogReader(directory: directory).allTypes().values.sorted {
            ($0.name, $0.schemaVersion) < ($1.name, $1.schemaVersion)
        }
    }
}
