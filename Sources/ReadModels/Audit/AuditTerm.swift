import EventLog
import JSON
import Time

/// A fact about an event that the audit index lists positions under: its type, its actor, its
/// correlation, the tenant that it names, a field that it has.
///
/// A number of 32 bits, the same in every process (FNV-1a, folded). Two facts may share one: who
/// looks positions up there looks at the events as well.
struct AuditTerm: Sendable, Hashable {
    let rawValue: UInt32

    init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Goes into the hash first: an id is one term as a tenant and another as a correlation. The
    /// numbers are in stored files and stay.
    private enum Kind: UInt8 {
        case type = 1
        case actor, correlation, tenant, field
    }

    /// By the log's integer for a type and schema version.
    static func type(_ id: Int64) -> AuditTerm { AuditTerm(.type, id) }

    /// By the log's integer for an actor's kind and id.
    static func actor(_ id: Int64) -> AuditTerm { AuditTerm(.actor, id) }

    /// - Parameter bytes: as the log stores the id.
    static func correlation(_ bytes: UnsafeRawBufferPointer) -> AuditTerm {
        var hash = TermHash(Kind.correlation.rawValue)
        unsafe hash.add(bytes)
        return AuditTerm(hash)
    }

    /// The same for an id as text: a UUID is stored as its 16 bytes.
    static func correlation(_ id: String) -> AuditTerm {
        let bytes = UUIDv7(id)?.bytes ?? Array(id.utf8)
        return unsafe bytes.withUnsafeBytes { unsafe correlation($0) }
    }

    /// Of events that name the tenant as `tenantId` at the top of their data.
    static func tenant(_ id: String) -> AuditTerm { AuditTerm(.tenant, id) }

    /// By a member's name or, below the top, its path with dots between and no quotes: `a.b` may
    /// be one name or two, and the event itself says which.
    static func field(_ name: String) -> AuditTerm { AuditTerm(.field, name) }

    /// A field's hash before its name.
    static var fieldHash: TermHash { TermHash(Kind.field.rawValue) }

    init(_ hash: TermHash) { rawValue = hash.folded }

    private init(_ kind: Kind, _ text: String) {
        var hash = TermHash(kind.rawValue)
        unsafe Array(text.utf8).withUnsafeBytes { unsafe hash.add($0) }
        self.init(hash)
    }

    private init(_ kind: Kind, _ id: Int64) {
        var hash = TermHash(kind.rawValue)
        unsafe withUnsafeBytes(of: id.littleEndian) { unsafe hash.add($0) }
        self.init(hash)
    }
}

/// FNV-1a over 64 bits.
struct TermHash {
    /// Where FNV-1a of 64 bits begins.
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    init(_ kind: UInt8) { add(kind) }

    mutating func add(_ byte: UInt8) {
        state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }

    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        for index in 0..<bytes.count { add(unsafe bytes[index]) }
    }

    var folded: UInt32 { UInt32(truncatingIfNeeded: state ^ state >> 32) }
}

/// Finds the terms of a scan's rows; keeps its memory from row to row.
struct AuditTermReader {
    /// Those of the row that was read last.
    private(set) var terms: [AuditTerm] = []

    /// Leaves the row's terms in `terms`, some of them perhaps twice.
    ///
    /// A payload that cannot be read lends what was read of it: verification reports it.
    mutating func read(_ row: EventCursor) {
        terms.removeAll(keepingCapacity: true)
        terms.append(.type(row.typeID))
        if let actor = row.actorID { terms.append(.actor(actor)) }
        terms.append(unsafe row.withCorrelation { unsafe AuditTerm.correlation($0) })
        unsafe row.withData { unsafe read(payload: $0, namesTenant: true) }
        unsafe row.withPersonal { personal in
            if let personal = unsafe personal { unsafe read(payload: personal, namesTenant: false) }
        }
    }

    /// - Parameter namesTenant: false for personal data, in which no tenant is looked for.
    private mutating func read(payload: UnsafeRawBufferPointer, namesTenant: Bool) {
        do throws(JSONError) {
            try unsafe JSONScanner.scan(payload, limits: .trusted) {
                scanner throws(JSONError) in
                try readMembers(&scanner, under: nil, namesTenant: namesTenant)
            }
        } catch { return }
    }

    /// Takes each member's name, and below the top its path as well.
    private mutating func readMembers(
        _ scanner: inout JSONScanner, under path: TermHash?, namesTenant: Bool
    ) throws(JSONError) {
        try scanner.object { key, scanner throws(JSONError) in
            var name = AuditTerm.fieldHash
            var inner = path ?? AuditTerm.fieldHash
            if path != nil { inner.add(UInt8(ascii: ".")) }
            unsafe key.withUTF8 { utf8 in
                unsafe name.add(utf8)
                unsafe inner.add(utf8)
            }
            terms.append(AuditTerm(name))
            if path != nil { terms.append(AuditTerm(inner)) }
            if namesTenant, key == "tenantId", try scanner.peek() == .string {
                terms.append(.tenant(try scanner.string()))
            } else {
                try readValue(&scanner, under: inner)
            }
        }
    }

    /// Objects in arrays have no path: their members count by name alone.
    private mutating func readValue(_ scanner: inout JSONScanner, under path: TermHash?)
        throws(JSONError)
    {
        switch try scanner.peek() {
        case .object: try readMembers(&scanner, under: path, namesTenant: false)
        case .array:
            try scanner.array { scanner throws(JSONError) in
                try readValue(&scanner, under: nil)
            }
        default: try scanner.skip()
        }
    }
}
