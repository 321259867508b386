import Digest
import EventLog
import JSON

extension LedgerHead {
    /// `{size, root, hash, recordedAt}`, which `import --head` reads; the time is null for an empty
    /// ledger.
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("size", size.rawValue)
            writer.member("root", root.hex)
            writer.member("hash", hash.hex)
            writer.memberOrNull("recordedAt", recordedAt?.rfc3339)
        }
    }
}
