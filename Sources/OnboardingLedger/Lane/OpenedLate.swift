import EventLog

/// What a thread opens when it is first asked for, and then keeps; one that could not be opened is
/// tried again the next time.
final class OpenedLate<Value> {
    private let open: () throws(LogFailure) -> Value
    private var opened: Value?

    init(_ open: @escaping () throws(LogFailure) -> Value) { self.open = open }

    func value() throws(LogFailure) -> Value {
        if let opened { return opened }
        let value = try open()
        opened = value
        return value
    }
}
