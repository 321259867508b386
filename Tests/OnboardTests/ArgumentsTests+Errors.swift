import TestSupport
import Testing

@testable import onboard

/// The words of every refusal, verbatim: scripts and people rely on them.
struct UsageErrorTests {
    @Test(arguments: [
        ("srve", "onboard: there is no command 'srve'; did you mean serve?"),
        ("frobnicate", "onboard: there is no command 'frobnicate'"),
        ("keys", "onboard keys: say which command: add, list, revoke"),
        ("serve --lisen x", "onboard serve: there is no option --lisen; did you mean --listen?"),
        ("--verify", "onboard: there is no option --verify; did you mean 'onboard verify'?"),
        ("show --at", "onboard show: --at needs a value"),
        (
            "show --at --json",
            "onboard show: --at needs a value, and --json looks like an option; "
                + "write --at=--json if it is the value"
        ),
        ("serve --dev=1", "onboard serve: --dev takes no value"),
        ("show s --at 1 --at 2", "onboard show: --at was given twice"),
        ("keys add", "onboard keys add: --scope is required"),
        ("import --csv f", "onboard import: --csv needs --flow as well"),
        (
            "show s --at x --version 1",
            "onboard show: --version and --at cannot be given together"
        ),
        ("import", "onboard import: give one of --csv, --jsonl"),
        ("show", "onboard show: STREAM is missing"),
        ("show a b", "onboard show: 'b' is one argument too many; it takes 1"),
        ("verify a", "onboard verify: 'a' is one argument too many; it takes none"),
        (
            "funnel x --cohort weak",
            "onboard funnel: --cohort: 'weak' is not one of day, week, month; did you mean week?"
        ),
    ])
    func `a refusal says what is wrong and where help is`(_ line: String, _ text: String) {
        let error = SampleProgram.refusal(line)
        let hint = text.prefix { $0 != ":" }
        expectEqual(error?.description, "\(text)\nTry: \(hint) --help")
    }

    @Test(arguments: [
        (ValueExpectation.integer(1...9), "a whole number from 1 to 9"),
        (.integer(Int.min...Int.max), "a whole number"),
        (.integer(0...Int.max), "a whole number of at least 0"),
        (.oneOf(["a", "b"], nearest: nil), "one of a, b"),
        (
            .duration,
            "an ISO 8601 duration such as PT30M or P7D, in weeks, days, hours, minutes and whole "
                + "seconds"
        ),
        (.time, "an RFC 3339 time such as 2026-11-21T02:46:00Z, or a day"),
        (.pair("KEY=VALUE"), "of the form KEY=VALUE"),
        (.described("a stream"), "a stream"),
    ])
    func `an invalid value says what was expected`(_ expected: ValueExpectation, _ text: String) {
        let reason = UsageError.Reason.invalidValue(.environment("E"), "v", expected: expected)
        let error = UsageError(command: "onboard log", reason: reason)
        expectEqual(error.lines[0].text, "onboard log: E: 'v' is not \(text)")
    }

    @Test func `what was typed cannot reach the terminal as an escape sequence`() {
        let error = SampleProgram.refusal("\u{1B}[31mred\u{7}")
        let shown = error?.lines.map { $0.rendered(Rendition()) }
        expectEqual(shown?.first, #"onboard: there is no command '\e[31mred\u{7}'"#)
    }
}
