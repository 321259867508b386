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
