import Digest
import SQLite
import Time

/// What an event's row holds beside the event itself.
struct EventRowFacts {
    let position: Int64
    let version: Int64
    let recordedAt: Int64
    let typeID: Int64
    let streamID: Int64
    let actorID: Int64?
    let correlation: StoredIdentifier
    /// Nil when it equals the correlation.
    let causation: StoredIdentifier?
    let origin: [UInt8]?
    let salt: [UInt8]?
    var erasedDigest: SHA256Digest?
    var dataDigest: SHA256Digest?
}

/// A correlation or causation as a row holds it: a canonical UUID as its 16 bytes, any other
/// identifier as text.
enum StoredIdentifier {
    case uuid(UUIDv7)
    case text(String)

    init(_ identifier: String) {
        if let uuid = UUIDv7(identifier) { self = .uuid(uuid) } else { self = .text(identifier) }
    }
}

extension SQLiteStatement {
    /// Binds the columns of `LogStatements.insertEvent` and runs it. What may be long is not
    /// copied: it stays where it is until the row is written.
    func insert(_ event: NewEvent, _ row: EventRowFacts, _ hash: SHA256Digest)
        throws(SQLiteError)
    {
        bind(1, row.position)
        bind(2, row.streamID)
        bind(3, row.version)
        bind(4, row.typeID)
        bind(5, row.recordedAt)
        bind(6, event.occurredAt?.milliseconds)
        bind(7, row.actorID)
        bind(8, row.correlation)
        if let causation = row.causation { bind(9, causation) } else { bindNull(9) }
        bind(14, row.erasedDigest)
        bind(16, row.dataDigest)
        try unsafe hash.withUnsafeBytes { hash throws(SQLiteError) in
            unsafe bind(15, lentBlob: hash)
            try lend(10, text: event.data) { () throws(SQLiteError) in
                try lend(11, text: event.personal) { () throws(SQLiteError) in
                    try lend(12, text: row.origin) { () throws(SQLiteError) in
                        try lend(13, blob: row.salt) { () throws(SQLiteError) in try run() }
                    }
                }
            }
        }
    }

    private func lend(
        _ parameter: Int32, text bytes: [UInt8]?, _ body: () throws(SQLiteError) -> Void
    ) throws(SQLiteError) {
        guard let bytes else {
            bindNull(parameter)
            return try body()
        }
        try unsafe bytes.withUnsafeBufferPointer { bytes throws(SQLiteError) in
            unsafe bind(parameter, lentText: UnsafeRawBufferPointer(bytes))
            try body()
        }
    }

    private func lend(
        _ parameter: Int32, blob bytes: [UInt8]?, _ body: () throws(SQLiteError) -> Void
    ) throws(SQLiteError) {
        guard let bytes else {
            bindNull(parameter)
            return try body()
        }
        try unsafe bytes.withUnsafeBufferPointer { bytes throws(SQLiteError) in
            unsafe bind(parameter, lentBlob: UnsafeRawBufferPointer(bytes))
            try body()
        }
    }

    func bind(_ parameter: Int32, optionalUTF8 bytes: [UInt8]?) {
        if let bytes { bind(parameter, utf8: bytes) } else { bindNull(parameter) }
    }

    func bind(_ parameter: Int32, optionalBlob bytes: [UInt8]?) {
        if let bytes { bind(parameter, blob: bytes) } else { bindNull(parameter) }
    }

    func bind(_ parameter: Int32, _ digest: SHA256Digest?) {
        guard let digest else { return bindNull(parameter) }
        unsafe digest.withUnsafeBytes { unsafe bind(parameter, blob: $0) }
    }

    private func bind(_ parameter: Int32, _ identifier: StoredIdentifier) {
        switch identifier {
        case .uuid(let uuid):
            unsafe withUnsafeBytes(of: (uuid.high.bigEndian, uuid.low.bigEndian)) {
                unsafe bind(parameter, blob: $0)
            }
        case .text(let text): bind(parameter, text: text)
        }
    }
}
