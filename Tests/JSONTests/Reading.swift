import JSON

/// Scans `text` with `body`; the form that most tests here need.
func scan<R>(
    _ text: String, limits: JSONLimits = JSONLimits(),
    _ body: (inout JSONScanner) throws(JSONError) -> R
) throws(JSONError) -> R {
    try JSONScanner.scan(Array(text.utf8), limits: limits, body)
}

/// The error that reading `bytes` whole ends in, or nil.
func errorSkipping(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) -> JSONError? {
    do throws(JSONError) {
        try JSONScanner.scan(bytes, limits: limits) { s throws(JSONError) in try s.skip() }
        return nil
    } catch {
        return error
    }
}

func errorSkipping(_ text: String, limits: JSONLimits = JSONLimits()) -> JSONError? {
    errorSkipping(Array(text.utf8), limits: limits)
}

/// SplitMix64: a small generator whose seed a failing test prints.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
