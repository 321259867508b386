/// What stands before a flow's kept parts.
struct JourneyHeader {
    /// The journeys are those of the log up to here.
    let position: Int64
    let bytes: [UInt8]
    /// Over the header and all parts.
    let digest: [UInt8]
}
