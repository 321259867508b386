/// The connections of one loop, found by token in constant time.
///
/// A token is a slot and how often the slot was taken before, so that a late event or answer
/// for a closed connection does not reach the next one in its place.
struct ConnectionTable {
    private var slots: [Connection?] = []
    private var generations: [UInt32] = []
    private var free: [Int] = []
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }
    /// In no order that means anything; a copy, so that connections can be removed meanwhile.
    var all: [Connection] { slots.compactMap(\.self) }

    subscript(token: EpollToken) -> Connection? {
        let slot = Int(token.number & 0xFFFF_FFFF)
        guard slot < slots.count, let connection = slots[slot], connection.token == token else {
            return nil
        }
        return connection
    }

    /// Takes a free slot, or makes one: as many as there ever were connections at one time.
    mutating func insert(
        _ descriptor: consuming Descriptor, _ state: ConnectionState
    ) -> Connection {
        let slot = free.popLast() ?? makeSlot()
        let token = EpollToken(number: UInt64(generations[slot]) << 32 | UInt64(slot))
        let connection = Connection(
            descriptor, token: token, state: state, interest: [.readable, .peerClosed])
        slots[slot] = connection
        count += 1
        return connection
    }

    /// Nothing happens for a token whose connection is gone already.
    mutating func remove(_ token: EpollToken) {
        guard self[token] != nil else { return }
        let slot = Int(token.number & 0xFFFF_FFFF)
        slots[slot] = nil
        // The highest generation would look like a listener's or the inbox's token.
        generations[slot] = (generations[slot] &+ 1) & 0x7FFF_FFFF
        free.append(slot)
        count -= 1
    }

    private mutating func makeSlot() -> Int {
        slots.append(nil)
        generations.append(0)
        return slots.count - 1
    }
}
