import TestSupport
import Testing

@testable import onboard

/// Help compared verbatim, so that a change of it is seen in review.
struct HelpPageTests {
    @Test func `the overview groups the commands`() throws {
        let expected = """
            onboard — a ledger for onboarding flows

            Usage
              onboard COMMAND [options]

            Every sign-up is recorded as events that cannot be changed, so that who set
            what, and when, can always be answered.

            Run
              serve   Serve the ledger over HTTP
              keys    Manage API keys

            Audit
              show    Show a stream as it was
              verify  Check every hash of the log

            Measure
              funnel  Show where people were lost

            Data
              import  Append one event for each row of a file
              schema  Show the schemas of events

            On every command
              --data DIR     The data directory (or ONBOARD_DATA; default onboard-data)
              --json         Print machine-readable JSON
              --config FILE  Read settings from a JSON file
              --no-color     Print without colours
              -h, --help     Show this help

            Examples
              # See it work on a temporary ledger.
              onboard demo

            More about one of them: onboard COMMAND --help
            """
        try expectEqual(SampleProgram.help(""), expected)
    }

    @Test func `the help of a command teaches it`() throws {
        let expected = """
            onboard show — Show a stream as it was

            Usage
              onboard show STREAM [--version N | --at TIME]

            Folds the events of STREAM up to a version or a time and prints the fields.

            Nothing is written.

            Arguments
              STREAM  Such as session-17

            Options
              --version N  Stop after this many events
              --at TIME    Stop at this time

            On every command
              --data DIR     The data directory (or ONBOARD_DATA; default onboard-data)
              --json         Print machine-readable JSON
              --config FILE  Read settings from a JSON file
              --no-color     Print without colours
              -h, --help     Show this help

            Examples
              # All of it.
              onboard show session-17
              # As it was after three events.
              onboard show session-17 --version 3
            """
        try expectEqual(SampleProgram.help("show"), expected)
    }

    @Test func `a narrow terminal wraps every column on its own`() throws {
        let expected = """
            onboard import — Append one event for each row of a file

            Usage
              onboard import (--csv FILE |
                --jsonl FILE) [options]

            Options
              --csv FILE            The rows, or -
                                    for standard
                                    input
              --jsonl FILE          What export
                                    wrote
              --flow FILE           The flow's
                                    declaration
              --subject COLUMN      Who a row is
                                    about
              --attribute COLUMN    A column to keep
                                    (may be
                                    repeated)
              --where COLUMN=VALUE  Take only rows
                                    like this (may
                                    be repeated)
              --strict              Stop at the
                                    first bad row

            On every command
              --data DIR     The data directory (or
                             ONBOARD_DATA; default
                             onboard-data)
              --json         Print machine-readable
                             JSON
              --config FILE  Read settings from a
                             JSON file
              --no-color     Print without colours
              -h, --help     Show this help
            """
        try expectEqual(SampleProgram.help("import", width: 40), expected)
    }

    @Test func `a group inside the program has an overview of its own`() throws {
        let help = try SampleProgram.help("keys")
        expectTrue(
            help.contains("Usage\n  onboard keys COMMAND [options]\n\nCommands\n  add     Make"))
        expectTrue(help.hasSuffix("More about one of them: onboard keys COMMAND --help"))
    }

    @Test func `usage shows what is required, optional and repeatable`() throws {
        let lines = SampleProgram.program.tree().map { $0.command.usageForms[0] }
        expectEqual(
            lines,
            [
                "COMMAND [options]", "[--dev] [--listen HOST:PORT]",
                "STREAM [--version N | --at TIME]", "FLOW [--cohort PERIOD] [--limit N]",
                "(--csv FILE | --jsonl FILE) [options]", "COMMAND [options]",
                "--scope SCOPE...", "", "KEY...", "COMMAND [options]", "[FORMAT]", "",
            ])
    }

    @Test func `usage that was written by hand is shown as it is`() {
        var command = SampleProgram.verify
        command.usage = ["one", "two"]
        let lines = HelpPage(command, path: ["onboard", "verify"]).lines(Rendition())
        expectEqual(
            lines[2...4].map(\.text), ["Usage", "  onboard verify one", "  onboard verify two"])
    }

    @Test func `an option stands in the usage line once`() throws {
        let command = CommandSpecification(
            name: "log", summary: "List events",
            options: [.flag("follow", "Go on"), .flag("first", "First"), .flag("last", "Last")],
            exclusive: [.atMostOne("follow", "first"), .atMostOne("follow", "last")])
        expectEqual(command.usageForms, ["[--follow | --first] [--last]"])
    }

    @Test func `words of their own have a section, and what stands in for an option is noted`()
        throws
    {
        let command = CommandSpecification(
            name: "serve", summary: "Serve",
            options: [
                .option("listen", "PLACE", "Where").fallingBack(on: "LISTEN").defaulting(to: "here")
            ],
            lists: [
                TermList(
                    heading: "Settings",
                    terms: [
                        HelpTerm("A_SETTING_WITH_QUITE_A_LONG_NAME", "What it is"),
                        HelpTerm("B", "Another"),
                    ])
            ])
        let text = HelpPage(command, path: ["serve"]).lines(Rendition()).map(\.text)
        expectTrue(text.contains("  --listen PLACE  Where (or LISTEN; default here)"))
        expectEqual(
            text.suffix(3),
            [
                "Settings", "  A_SETTING_WITH_QUITE_A_LONG_NAME  What it is",
                "  B                                 Another",
            ])
    }

    @Test func `choices, requirements and repetition are noted`() throws {
        let notes = try SampleProgram.help("keys add") + SampleProgram.help("funnel")
        expectTrue(notes.contains("What it may do (required; may be repeated)"))
        expectTrue(notes.contains("Group by when they came (one of day, week, month)"))
    }

    @Test func `a label too long for its column has a line of its own`() {
        let command = CommandSpecification(
            name: "c", summary: "Does",
            options: [
                .option("quite-a-long-option", "WITH-A-LONG-VALUE", "Long"),
                .flag("short", "Short"),
            ])
        let text = HelpPage(command, path: ["c"]).lines(Rendition(width: 60)).map(\.text)
        let options = text[(text.firstIndex(of: "Options") ?? 0)...]
        expectEqual(
            options.prefix(4),
            [
                "Options", "  --quite-a-long-option WITH-A-LONG-VALUE", "           Long",
                "  --short  Short",
            ])
    }

    @Test(arguments: [24, 40, 60, 80, 100, 500])
    func `prose never passes the width or a hundred columns`(_ width: Int) throws {
        let help = try SampleProgram.help("", width: width)
        let prose = help.split(separator: "\n").filter { !$0.contains(" —") && !$0.contains(":") }
        expectTrue(prose.allSatisfy { $0.count <= max(min(width, 100), 34) })
    }

    @Test func `headings are bold where colour is understood`() throws {
        let lines = try SampleProgram.parse("show --help").help(Rendition(usesColor: true))
        let shown = lines.map { $0.rendered(Rendition(usesColor: true)) }
        expectTrue(shown.contains("\u{1B}[1mUsage\u{1B}[0m"))
    }

    @Test func `words longer than a line stay whole`() {
        expectEqual(
            TextWrap.lines("see https://example.com/long for more", width: 10),
            ["see", "https://example.com/long", "for more"])
        expectEqual(TextWrap.lines("", width: 10), [""])
        expectEqual(TextWrap.lines("  a   b  ", width: 10), ["a b"])
    }
}
