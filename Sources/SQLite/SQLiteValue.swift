/// A value for a parameter of a query that is put together at run time.
package enum SQLiteValue: Sendable {
    case integer(Int64)
    case text(String)
    case blob([UInt8])
}

extension SQLiteStatement {
    /// Binds the values in order, from the first parameter on.
    package func bind(_ values: [SQLiteValue]) {
        for (parameter, value) in zip(Int32(1)..., values) {
            switch value {
            case .integer(let value): bind(parameter, value)
            case .text(let value): bind(parameter, text: value)
            case .blob(let value): bind(parameter, blob: value)
            }
        }
    }
}
