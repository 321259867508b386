/// Compares two secrets in time that depends only on their lengths.
///
/// Never inlined, so that no caller's knowledge of the operands can bring a shortcut back.
@inline(never)
package func constantTimeEqual(
    _ a: some Collection<UInt8>, _ b: some Collection<UInt8>
) -> Bool {
    guard a.count == b.count else { return false }
    var difference: UInt8 = 0
    for (left, right) in zip(a, b) { difference |= left ^ right }
    return difference == 0
}
