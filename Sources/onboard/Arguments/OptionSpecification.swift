/// An option of a command: `--name VALUE`, or `--name` alone for a flag.
struct OptionSpecification: Sendable, Hashable {
    /// Without the dashes.
    var name: String
    /// How help names the value, in capitals; nil for a flag.
    var valueName: String?
    var summary: String
    var value = ValueKind.text
    var isRepeatable = false
    var isRequired = false
    /// What holds when it is not given, for help to say.
    var defaultValue: String?
    /// Options that must be given when this one is.
    var needs: [String] = []
    /// The variable that stands in when the option is not given.
    var environmentName: String?

    /// An option without a value, which is there or not.
    static func flag(_ name: String, _ summary: String) -> Self {
        Self(name: name, valueName: nil, summary: summary)
    }

    /// An option with one value.
    static func option(
        _ name: String, _ valueName: String, _ summary: String, _ value: ValueKind = .text
    ) -> Self {
        Self(name: name, valueName: valueName, summary: summary, value: value)
    }

    /// An option that may be given many times; `list` returns its values in order.
    static func list(
        _ name: String, _ valueName: String, _ summary: String, _ value: ValueKind = .text
    ) -> Self {
        var option = option(name, valueName, summary, value)
        option.isRepeatable = true
        return option
    }

    /// The same option, without which the command does not run.
    var required: Self {
        var option = self
        option.isRequired = true
        return option
    }

    /// Says what holds when the option is not given; giving it that value is the command's.
    func defaulting(to value: String) -> Self {
        var option = self
        option.defaultValue = value
        return option
    }

    /// The same option, which is refused without the named ones.
    func needing(_ names: String...) -> Self {
        var option = self
        option.needs = names
        return option
    }

    /// The same option with a variable that stands in for it.
    func fallingBack(on environmentName: String) -> Self {
        var option = self
        option.environmentName = environmentName
        return option
    }

    var isFlag: Bool { valueName == nil }

    /// `--limit N`, as usage lines and help write it.
    var label: String { valueName.map { "--\(name) \($0)" } ?? "--\(name)" }
}
