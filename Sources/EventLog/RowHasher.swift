import Digest
import SQLite
import Time

/// Recomputes the hash of a walk's current row from its bytes as they stand there: what a recorded
/// event costs in copies is more than what it costs to hash.
struct RowHasher {
    private let row: EventCursor
    private let isErased: Bool

    /// - Precondition: the walk has all columns.
    /// - Parameter isErased: the row's own, which need not be asked for again.
    init(_ row: EventCursor, isErased: Bool) { (self.row, self.isErased) = (row, isErased) }

    /// The hash that follows from what the row says and the hash before it; nil when the row holds
    /// something that no hash covers, or in another form than it is written in: what stands for
    /// "none" in the hash, or a text for a UUID's bytes, would give the same one.
    func hash(_ envelope: EventHash.Envelope, after previous: SHA256Digest) -> SHA256Digest? {
        guard envelope.occurredAt != .min, let personal = personalDigest() else { return nil }
        let data = dataDigest()
        return unsafe withIdentifier(.correlation) { correlation in
            unsafe withIdentifier(.causation) { causation in
                let identifierCount = 16 + correlation.count + causation.count
                let room = EventHash.digestsCount + envelope.byteCount + identifierCount
                return HashInput.hash(room: room) { input in
                    EventHash.put(previous, data: data, personal: personal, into: &input)
                    envelope.put(into: &input)
                    unsafe input.put(measured: correlation)
                    unsafe input.put(measured: causation)
                }
            }
        }
    }

    /// Lends a correlation or causation as text; no causation is an empty one. Nil for one in
    /// another form than `StoredIdentifier` has it, which a filter would not find.
    private func withIdentifier(
        _ column: EventColumn, _ body: (UnsafeRawBufferPointer) -> SHA256Digest?
    ) -> SHA256Digest? {
        unsafe row.withBytes(column) { identifier in
            if row.isBlob(column) {
                guard identifier.count == 16 else { return nil }
                return unsafe UUIDv7(bytes: identifier).withText(body)
            }
            guard unsafe isWhole(identifier, column) else { return nil }
            return unsafe body(identifier)
        }
    }

    /// Whether a column that holds no bytes holds what it may: a text that is no UUID's, or of a
    /// causation none, as which an empty text is read, too.
    private func isWhole(_ identifier: UnsafeRawBufferPointer, _ column: EventColumn) -> Bool {
        if row.isNull(column) { return column == .causation }
        guard row.isText(column) else { return false }
        if identifier.count != 36 { return true }
        return unsafe UUIDv7(String(decoding: identifier, as: UTF8.self)) == nil
    }

    /// Of data of which some was erased, the digest that it had.
    private func dataDigest() -> SHA256Digest {
        if isErased, !row.isNull(.dataDigest) {
            return unsafe row.withBytes(.dataDigest) { unsafe SHA256Digest(bytes: $0) ?? .zero }
        }
        return unsafe row.withData { unsafe SHA256.hash($0) }
    }

    /// As `RecordedEvent.isCovered` has it: personal data and origin only with their salt, and only
    /// what was there can have been erased.
    private func personalDigest() -> SHA256Digest? {
        unsafe row.withBytes(.salt) { salt in
            if isErased, !row.isNull(.erasedDigest) {
                let erased = unsafe row.withBytes(.erasedDigest) { unsafe SHA256Digest(bytes: $0) }
                let isSalted =
                    holdsPersonal ? salt.count == 16 : row.isNull(.salt)
                let isWhole = !holdsEmpty(.personal) && !holdsEmpty(.origin)
                return erased != .zero && isSalted && isWhole ? erased : nil
            }
            guard salt.count == 16 else {
                return row.isNull(.salt) && !holdsPersonal ? .zero : nil
            }
            return unsafe row.withBytes(.personal) { personal in
                unsafe row.withBytes(.origin) { origin in
                    if unsafe personal.isEmpty,
                        unsafe origin.isEmpty || !row.isNull(.personal)
                    {
                        return nil
                    }
                    if unsafe origin.isEmpty, !row.isNull(.origin) { return nil }
                    return HashInput.hash(room: 24 + personal.count + origin.count) { input in
                        unsafe input.put(salt)
                        unsafe input.put(measured: personal)
                        unsafe input.put(origin)
                    }
                }
            }
        }
    }

    /// Whether a column holds an empty text, which is no JSON and hashes as none does.
    private func holdsEmpty(_ column: EventColumn) -> Bool {
        unsafe row.withBytes(column) { unsafe $0.isEmpty } && !row.isNull(column)
    }

    private var holdsPersonal: Bool {
        !row.isNull(.personal) || !row.isNull(.origin)
    }
}
