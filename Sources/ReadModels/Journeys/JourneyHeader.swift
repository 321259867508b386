/// What stands before a flow's kept parts.
struct JourneyHeader {
    /// The journeys are those of the log up to here.
    let position: Int64
    /// JSON: how many rows there are, the attributes' texts and, with a link, who owns which row.
    let bytes: [UInt8]
    /// Over the header and all parts.
    let digest: [UInt8]
}
