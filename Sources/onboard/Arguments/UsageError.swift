import Time

/// A command line that cannot be carried out as it stands: exit code 2.
struct UsageError: Error, Sendable, Equatable {
    /// The command it was for, as typed: `onboard keys add`.
    var command: String
    var reason: Reason

    /// What is wrong, with the words that it is about.
    enum Reason: Sendable, Equatable {
        /// A word's bytes are no text: repaired, it could name another file than was meant.
        /// Counted from 1 behind the program's name; `shown` has escapes for what is not ASCII.
        case brokenWord(number: Int, shown: String)
        /// The same of a variable's value, which may be a secret.
        case brokenVariable(String)
        /// No command has the name; `nearest` is what was probably meant.
        case unknownCommand(String, nearest: String?)
        /// A group of commands was named, and none of its commands.
        case missingCommand(choices: [String])
        /// No option of the command has the name.
        case unknownOption(String, nearest: String?)
        /// An option stands at the end of the line, or its value is empty.
        case missingValue(ValuePlace)
        /// A word that looks like an option stands where a value belongs.
        case optionInPlaceOfValue(ValuePlace, found: String)
        /// A flag was given a value with `=`.
        case unexpectedValue(option: String)
        /// An option that counts once was given twice.
        case repeatedOption(String)
        /// A required option was not given.
        case missingOption(String)
        /// An option that makes sense only together with another.
        case neededOption(String, by: String)
        /// Two options were given of which only one may be.
        case exclusiveOptions(String, String)
        /// None of several options was given of which one must be.
        case missingChoice([String])
        /// A required argument was not given.
        case missingArgument(String)
        /// There are more arguments than the command takes.
        case extraArgument(String, accepted: Int)
        /// A value was given and is not what it should be.
        case invalidValue(ValuePlace, String, expected: ValueExpectation)
    }
}

/// Where on the command line, or beside it, a value was given.
enum ValuePlace: Sendable, Equatable {
    /// As an option of this name.
    case option(String)
    /// As the argument of this name.
    case argument(String)
    /// By a variable of this name.
    case environment(String)
}

/// What a value should have been.
enum ValueExpectation: Sendable, Equatable {
    /// A whole number within the range.
    case integer(ClosedRange<Int>)
    /// One of the words; `nearest` is what was probably meant.
    case oneOf([String], nearest: String?)
    /// ISO 8601, such as `PT30M`.
    case duration
    /// A duration without years and months.
    case fixed
    /// A duration of more than nothing.
    case lasting
    /// RFC 3339, such as `2026-11-21T02:46:00Z`, or a day.
    case time
    /// `COLUMN=VALUE` or whatever the two parts are called.
    case pair(String)
    /// Anything else, as the end of "is not …".
    case described(String)
}

// MARK: - Text

extension UsageError: CustomStringConvertible {
    /// The one place where wrong usage becomes words; anything typed may be in it, so print it
    /// through `StyledText`.
    var lines: [StyledText] {
        [
            StyledText(command + ": ", .strong) + StyledText(reason.text),
            StyledText("Try: \(command) --help", .muted),
        ]
    }

    var description: String { lines.map(\.text).joined(separator: "\n") }
}

extension UsageError.Reason {
    fileprivate var text: String {
        switch self {
        case .brokenWord(let number, let shown):
            "argument \(number), '\(shown)', is not UTF-8"
        case .brokenVariable(let name):
            "the value of \(name) is not UTF-8"
        case .unknownCommand(let word, let nearest):
            "there is no command '\(word)'" + Self.suggestion(nearest)
        case .missingCommand(let choices):
            "say which command: \(choices.joined(separator: ", "))"
        case .unknownOption(let option, let nearest):
            "there is no option \(option)" + Self.suggestion(nearest)
        case .missingValue(let place):
            "\(place.text) needs a value"
        case .optionInPlaceOfValue(let place, let found):
            "\(place.text) needs a value, and \(found) looks like an option; "
                + "write \(place.text)=\(found) if it is the value"
        case .unexpectedValue(let option):
            "--\(option) takes no value"
        case .repeatedOption(let option):
            "--\(option) was given twice"
        case .missingOption(let option):
            "--\(option) is required"
        case .neededOption(let option, let by):
            "--\(by) needs --\(option) as well"
        case .exclusiveOptions(let first, let second):
            "--\(first) and --\(second) cannot be given together"
        case .missingChoice(let options):
            "give one of " + options.map { "--\($0)" }.joined(separator: ", ")
        case .missingArgument(let name):
            "\(name) is missing"
        case .extraArgument(let word, let accepted):
            "'\(word)' is one argument too many; it takes \(Self.count(accepted))"
        case .invalidValue(let place, let value, let expected):
            "\(place.text): '\(value)' is not \(expected.text)"
        }
    }

    private static func suggestion(_ nearest: String?) -> String {
        nearest.map { "; did you mean \($0)?" } ?? ""
    }

    private static func count(_ accepted: Int) -> String {
        accepted == 0 ? "none" : "\(accepted)"
    }
}

extension ValuePlace {
    fileprivate var text: String {
        switch self {
        case .option(let name): "--\(name)"
        case .argument(let name), .environment(let name): name
        }
    }
}

extension ValueExpectation {
    fileprivate var text: String {
        switch self {
        case .integer(let range) where range == Int.min...Int.max:
            "a whole number"
        case .integer(let range) where range.upperBound == Int.max:
            "a whole number of at least \(range.lowerBound)"
        case .integer(let range):
            "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .oneOf(let words, let nearest):
            "one of \(words.joined(separator: ", "))"
                + (nearest.map { "; did you mean \($0)?" } ?? "")
        case .fixed: "of a fixed length, as years and months are not: count days, such as P30D"
        case .lasting: "longer than nothing: give one such as PT30M or P7D"
        case .duration:
            "an ISO 8601 duration such as PT30M or P7D, in \(ISO8601Duration.units)"
        case .time: "an RFC 3339 time such as 2026-11-21T02:46:00Z, or a day"
        case .pair(let form): "of the form \(form)"
        case .described(let words): words
        }
    }
}
