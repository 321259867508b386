import Testing

// Calls in the place of `#expect` and `#require`, but for `#expect(throws:)` and
// `#expect(processExitsWith:)`. The macros show the values of any expression; for that the compiler
// has each one rewritten by a plug-in, and then reads and checks what comes back: with seven thousand
// of them that was half of what building the tests took. And Swift 6.3 takes a closure within a macro
// for one of the same type beside it, so that both are not to be mixed.
//
// `file` and `line` say where the issue is: at the call, or where a helper was called.

/// Records an issue that shows both values, unless they are equal.
public func expectEqual<Value: Equatable>(
    _ found: Value, _ expected: Value, _ comment: @autoclosure () -> Comment? = nil,
    in file: String = #fileID, at line: Int = #line
) {
    if found != expected { record("\(found) is not \(expected)", comment(), file, line) }
}

/// Records an issue, unless the condition holds. Two values are better given to `expectEqual`.
public func expectTrue(
    _ condition: Bool, _ comment: @autoclosure () -> Comment? = nil,
    in file: String = #fileID, at line: Int = #line
) {
    if !condition { record("what should hold does not", comment(), file, line) }
}

/// Records an issue, if the condition holds.
public func expectFalse(
    _ condition: Bool, _ comment: @autoclosure () -> Comment? = nil,
    in file: String = #fileID, at line: Int = #line
) {
    if condition { record("what should not hold does", comment(), file, line) }
}

/// Records an issue that shows the value, if there is one.
public func expectNil<Value>(
    _ found: Value?, _ comment: @autoclosure () -> Comment? = nil,
    in file: String = #fileID, at line: Int = #line
) {
    if let found { record("\(found) is not nil", comment(), file, line) }
}

/// Records an issue, unless there is a value.
public func expectNotNil<Value>(
    _ found: Value?, _ comment: @autoclosure () -> Comment? = nil,
    in file: String = #fileID, at line: Int = #line
) {
    if found == nil { record("there is no \(Value.self)", comment(), file, line) }
}

/// The value, without which the test cannot go on; throws `NothingThere` and records an issue where
/// there is none.
public func required<Value>(
    _ found: Value?, _ comment: @autoclosure () -> Comment? = nil,
    in file: String = #fileID, at line: Int = #line
) throws -> Value {
    if let found { return found }
    record("there is no \(Value.self)", comment(), file, line)
    throw NothingThere()
}

/// Throws `NothingThere` and records an issue where the condition does not hold.
public func required(
    _ condition: Bool, _ comment: @autoclosure () -> Comment? = nil,
    in file: String = #fileID, at line: Int = #line
) throws {
    if condition { return }
    record("what must hold does not", comment(), file, line)
    throw NothingThere()
}

/// Ends a test whose ground is missing; the issue that was recorded says what.
public struct NothingThere: Error {}

private func record(_ finding: String, _ comment: Comment?, _ file: String, _ line: Int) {
    let text = comment.map { "\(finding): \($0.rawValue)" } ?? finding
    Issue.record(
        Comment(rawValue: text),
        sourceLocation: SourceLocation(fileID: file, filePath: file, line: line, column: 1))
}
