/// A bounded memory of what was used lately, in two generations: what is asked for moves to the
/// young one, and what no one asked for while that filled up is let go with the old one.
///
/// The value that was asked for last is found without hashing its key, for who works on something
/// asks for it repeatedly.
@usableFromInline
package struct RecentlyUsed<Key: Hashable, Value> {
    @usableFromInline var young: [Key: Value] = [:]
    @usableFromInline var old: [Key: Value] = [:]
    @usableFromInline var lastKey: Key?
    @usableFromInline var lastValue: Value?
    @usableFromInline let youngMax: Int

    /// - Parameter heldMax: no more are held once `forgetUnused` was called.
    @inlinable
    package init(heldMax: Int) { youngMax = heldMax / 2 }

    /// Nil when it was let go or never held. Asking keeps it among what was used lately.
    @inlinable
    package mutating func value(_ key: Key) -> Value? {
        if let lastKey, lastKey == key { return lastValue }
        if let value = young[key] {
            (lastKey, lastValue) = (key, value)
            return value
        }
        guard let value = old.removeValue(forKey: key) else { return nil }
        hold(value, for: key)
        return value
    }

    /// Holds it whatever is held already: only `forgetUnused` makes room.
    @inlinable
    package mutating func hold(_ value: Value, for key: Key) {
        young[key] = value
        (lastKey, lastValue) = (key, value)
    }

    @inlinable
    package mutating func forget(_ key: Key) {
        young[key] = nil
        old[key] = nil
        (lastKey, lastValue) = (nil, nil)
    }

    /// Lets go of the old generation once the young one is full: the caller chooses a moment at
    /// which nothing that is held has to stay.
    ///
    /// - Parameter isFull: true when the young one takes enough memory, however few they are.
    /// - Returns: whether it did.
    @discardableResult
    @inlinable
    package mutating func forgetUnused(isFull: Bool = false) -> Bool {
        guard isFull || young.count >= youngMax else { return false }
        old = young
        young = [:]
        young.reserveCapacity(youngMax)
        (lastKey, lastValue) = (nil, nil)
        return true
    }

    @inlinable
    package mutating func removeAll() {
        young.removeAll(keepingCapacity: true)
        old.removeAll()
        (lastKey, lastValue) = (nil, nil)
    }
}
