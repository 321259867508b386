extension JSONWriter {
    /// Writes the digits from the back into room for the longest: 19 and a sign.
    @usableFromInline
    mutating func appendInteger(_ value: Int64) {
        separate()
        unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var (rest, start) = (value.magnitude, 20)
            repeat {
                start -= 1
                let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
                unsafe digits.initializeElement(at: start, to: UInt8(ascii: "0") + UInt8(digit))
                rest = quotient
            } while rest > 0
            if value < 0 {
                start -= 1
                unsafe digits.initializeElement(at: start, to: UInt8(ascii: "-"))
            }
            unsafe bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[start...]))
        }
        needsComma = true
    }
}
