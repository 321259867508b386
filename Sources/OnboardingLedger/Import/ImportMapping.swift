/// Which columns of a table say what (contract section 8, Import).
public struct ImportMapping: Sendable, Hashable {
    /// The flow's id, which is also the category of the streams.
    public var flow: String
    /// The column whose value ends the stream's name.
    public var subject: String
    /// The column whose value is the event's type.
    public var event: String
    /// The column of the RFC 3339 time that becomes occurred-at.
    public var time: String
    /// The column of the user who acted; nil when the import itself did.
    public var actor: String?
    /// Columns that the flow counts by; every other column is kept as a field.
    public var attributes: [String]
    /// Rows are taken only when each of these columns has this value.
    public var conditions: [Condition]

    public struct Condition: Sendable, Hashable {
        public let column: String
        public let value: String

        public init(column: String, value: String) { (self.column, self.value) = (column, value) }
    }

    public init(
        flow: String, subject: String, event: String, time: String, actor: String? = nil,
        attributes: [String] = [], conditions: [Condition] = []
    ) {
        self.flow = flow
        self.subject = subject
        self.event = event
        self.time = time
        self.actor = actor
        self.attributes = attributes
        self.conditions = conditions
    }
}
