import JSON

extension JSONValue {
    /// Reads a payload of the log. Where a member is there twice, as in rows of older imports from
    /// tables with two columns of one name, the last one counts.
    init(recorded payload: [UInt8]) throws(JSONError) {
        try self.init(parsing: payload, limits: .trusted, duplicateKeys: .lastWins)
    }
}
