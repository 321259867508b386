import Glibc

// They come from /proc; where it is not there, not even the program's name does. Without any words
// the demo would play.
guard !CommandLine.arguments.isEmpty else {
    let terminal = Terminal.standardError(environment: [:], allowsColor: false)
    terminal.line(StyledText("onboard: the arguments cannot be read: is /proc mounted?"))
    exit(ExitCode.failed.rawValue)
}
let code = await Program.run(Array(CommandLine.arguments.dropFirst()))
exit(code.rawValue)
