import Glibc
import TestSupport
import Testing

@testable import onboard

struct CompletionsTests {
    private static let small = CommandSpecification(
        name: "tool", summary: "a tool",
        subcommands: [
            CommandSpecification(
                name: "run", summary: "It's [for] running",
                arguments: [ArgumentSpecification(name: "FILE", summary: "", value: .file)],
                options: [.option("mode", "A:B", "How", .choice(["fast", "a:slow"]))])
        ])

    @Test func `the zsh script is as written down here`() {
        let globals = """
                    '--data=[The data directory]:DIR:_files -/' \\
                    '--json[Print machine-readable JSON]' \\
                    '--config=[Read settings from a JSON file]:FILE:_files' \\
                    '--no-color[Print without colours]' \\
                    '--help[Show this help]' \\
                    '-h[Show this help]' \\
            """
        let expected = """
            #compdef tool
            # zsh completion for tool; load it with
            # source <(tool completions zsh)
            _tool() {
                local curcontext=$curcontext context state line
                local -A opt_args
                _arguments -C \\
            \(globals)
                    '1: :->command' \\
                    '*:: :->rest'
                case $state in
                command)
                    local -a commands=(
                        'run:It'\\''s [for] running'
                    )
                    _describe command commands
                    ;;
                rest)
                    case $line[1] in
                        run) _tool_run ;;
                    esac
                    ;;
                esac
            }
            _tool_run() {
                _arguments -s -S \\
                    '--mode=[How]:A\\:B:(fast a\\:slow)' \\
            \(globals)
                    ':FILE:_files'
            }
            # Loaded by name from a directory in fpath, the first call has to complete as well.
            if [[ $funcstack[1] == _tool ]]; then
                _tool "$@"
            else
                compdef _tool tool
            fi

            """
        expectEqual(Completions.script(for: .zsh, Self.small), expected)
    }

    @Test func `the fish script is as written down here`() {
        let expected = #"""
            # fish completion for tool; load it with
            # tool completions fish | source
            function __tool_is_at
                set -l path tool
                for word in (commandline -opc)[2..-1]
                    switch "$path $word"
                        case 'tool run'
                            set path "$path $word"
                    end
                end
                test "$path" = "$argv[1]"
            end
            complete -c tool -f
            complete -c tool -n '__tool_is_at "tool"' -a 'run' -d 'It'\''s [for] running'
            complete -c tool -n '__tool_is_at "tool run"' -F -d 'FILE'
            complete -c tool -n '__tool_is_at "tool run"' -l mode -r -f -a 'fast a:slow' -d 'How'
            complete -c tool -l data -r -f -a '(__fish_complete_directories)' -d 'The data directory'
            complete -c tool -l json -d 'Print machine-readable JSON'
            complete -c tool -l config -r -F -d 'Read settings from a JSON file'
            complete -c tool -l no-color -d 'Print without colours'
            complete -c tool -s h -l help -d 'Show this help'

            """#
        expectEqual(Completions.script(for: .fish, Self.small), expected)
    }

    @Test func `bash itself completes from its script`() throws {
        let script = Completions.script(for: .bash, SampleProgram.program)
        let driver = #"""
            try() {
                COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
                _onboard
                echo "${COMPREPLY[*]}"
            }
            try onboard s
            try onboard keys ''
            try onboard --data keys s
            try onboard keys add --s
            try onboard serve ''
            try onboard funnel s
            try onboard funnel --cohort ''
            try onboard funnel --cohort = w
            try onboard funnel --cohort =
            try onboard show --version ''
            try onboard --config /etc/host
            """#
        let lines = try required(output(ofBash: script + driver)).split(
            separator: "\n", omittingEmptySubsequences: false)
        expectEqual(
            lines.prefix(10),
            [
                "serve show schema", "add list revoke", "serve show schema", "--scope",
                "--dev --listen --data --json --config --no-color --help -h", "signup",
                "day week month", "week", "day week month", "",
            ])
        expectTrue(lines[10].contains("/etc/host"))
    }

    @Test func `bash offers the flows that come with the program, and files where one belongs`()
        throws
    {
        let script = Completions.script(for: .bash, Program.specification)
        let driver = #"""
            try() {
                COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
                _onboard
                echo "${COMPREPLY[*]}"
            }
            try onboard friction ''
            try onboard flow gate m
            try onboard flow check /etc/host
            try onboard flow add /etc/host
            try onboard restore /etc/host
            try onboard backup /et
            """#
        let lines = try required(output(ofBash: script + driver)).split(separator: "\n")
        expectEqual(lines.first, "signup wizard call membership merchant")
        expectEqual(lines[1], "membership merchant")
        for line in lines[2...4] { expectTrue(line.contains("/etc/hosts"), "\(line)") }
        expectTrue(lines[5].contains("/etc"))
    }

    /// What bash prints for a script; nil when it cannot be started.
    private func output(ofBash script: String) -> String? {
        let command = "exec bash --norc -c \(script.shellQuoted) 2>&1"
        guard let pipe = unsafe popen(command, "r") else { return nil }
        var bytes: [UInt8] = []
        while case let byte = unsafe getc(pipe), byte != EOF { bytes.append(UInt8(byte)) }
        return unsafe pclose(pipe) == 0 ? String(decoding: bytes, as: UTF8.self) : nil
    }
}
