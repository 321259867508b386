/// Compares two secrets in time that depends only on their lengths.
@inlinable
package func constantTimeEqual(
    _ a: some Collection<UInt8>, _ b: some Collection<UInt8>
) -> Bool {
    constantTimeEqual(Array(a), Array(b))
}

/// Never inlined, so that no caller's knowledge of the operands can bring a shortcut back.
@inline(never) @usableFromInline
package func constantTimeEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    guard a.count == b.count else { return false }
    var difference: UInt8 = 0
    for index in a.indices { difference |= a[index] ^ b[index] }
    return difference == 0
}
