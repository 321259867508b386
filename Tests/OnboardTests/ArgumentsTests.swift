import TestSupport
import Testing

@testable import onboard

struct ArgumentsTests {
    typealias Reason = UsageError.Reason

    private func reason(_ line: String, environment: [String: String] = [:]) -> Reason? {
        SampleProgram.refusal(line, environment: environment)?.reason
    }

    // MARK: - What is understood

    @Test func `a value follows its option or is attached with an equals sign`() throws {
        for line in ["show s-1 --version 3", "show --version=3 s-1", "show --version 3 s-1"] {
            let arguments = try SampleProgram.parse(line)
            expectEqual(arguments.string("version"), "3")
            expectEqual(arguments.argument("STREAM"), "s-1")
        }
    }

    @Test func `only the first equals sign separates`() throws {
        let arguments = try SampleProgram.parse("import --jsonl=a=b=c")
        expectEqual(arguments.string("jsonl"), "a=b=c")
    }

    @Test func `flags are true when given, also twice`() throws {
        try expectTrue(SampleProgram.parse("serve --dev --dev").has("dev"))
        try expectFalse(SampleProgram.parse("serve").has("dev"))
    }

    @Test func `global options may stand before and after the command`() throws {
        for line in [
            "--json --data D keys list", "keys --json list --data D", "keys list --data=D --json",
        ] {
            let arguments = try SampleProgram.parse(line)
            expectEqual(arguments.command, "keys list")
            expectTrue(arguments.has("json"))
            expectEqual(arguments.string("data"), "D")
        }
    }

    @Test func `nested commands are found with their full path`() throws {
        let arguments = try SampleProgram.parse("keys add --scope audit:read")
        expectEqual(arguments.path, ["onboard", "keys", "add"])
        expectEqual(arguments.specification.name, "add")
    }

    @Test func `repeated values keep their order`() throws {
        let arguments = try SampleProgram.parse(
            "import --jsonl f --attribute b --attribute=a --attribute b")
        expectEqual(arguments.list("attribute"), ["b", "a", "b"])
        expectEqual(arguments.list("where"), [])
    }

    @Test func `after two dashes every word is an argument`() throws {
        let arguments = try SampleProgram.parse("show -- --version")
        expectEqual(arguments.argument("STREAM"), "--version")
    }

    @Test func `a dash alone is a value or an argument`() throws {
        try expectEqual(SampleProgram.parse("show -").argument("STREAM"), "-")
        let arguments = try SampleProgram.parse("import --jsonl -")
        expectEqual(arguments.string("jsonl"), "-")
    }

    @Test func `a negative number is a value`() throws {
        try expectEqual(SampleProgram.parse("show s --version -5").int("version"), -5)
    }

    @Test func `an attached value may look like an option`() throws {
        try expectEqual(SampleProgram.parse("show s --at=--json").string("at"), "--json")
    }

    @Test func `an argument that takes all that is left takes all that is left`() throws {
        let arguments = try SampleProgram.parse("keys revoke a b --json c")
        expectEqual(arguments.arguments("KEY"), ["a", "b", "c"])
    }

    @Test func `an optional argument may be missing`() throws {
        try expectNil(SampleProgram.parse("schema list").argument("FORMAT"))
        try expectEqual(SampleProgram.parse("schema list long").argument("FORMAT"), "long")
    }

    @Test func `a required argument is returned when it is there`() throws {
        try expectEqual(SampleProgram.parse("show s").requiredArgument("STREAM"), "s")
    }

    // MARK: - Help

    @Test(arguments: ["--help", "-h", "help", "--help --json"])
    func `the overview is shown when asked for`(_ line: String) throws {
        let arguments = try SampleProgram.parse(line)
        expectTrue(arguments.wantsHelp)
        expectEqual(arguments.path, ["onboard"])
    }

    @Test(arguments: [
        "keys add --help", "help keys add", "keys help add", "-h keys add", "keys add -h",
    ])
    func `help works from every place and needs nothing else`(_ line: String) throws {
        let arguments = try SampleProgram.parse(line)
        expectTrue(arguments.wantsHelp)
        expectEqual(arguments.path, ["onboard", "keys", "add"])
    }

    @Test func `help does not mind wrong values and extra arguments`() throws {
        try expectTrue(SampleProgram.parse("funnel x --cohort weak --help").wantsHelp)
        try expectTrue(SampleProgram.parse("help show a b c").wantsHelp)
    }

    @Test func `after two dashes the word for help is an argument`() throws {
        try expectFalse(SampleProgram.parse("show -- -h").wantsHelp)
    }

    // MARK: - What is refused

    @Test func `an unknown command is refused with the nearest one`() {
        expectEqual(reason("srve"), .unknownCommand("srve", nearest: "serve"))
        expectEqual(reason("shwo s"), .unknownCommand("shwo", nearest: "show"))
        expectEqual(reason("keys ad"), .unknownCommand("ad", nearest: "add"))
        expectEqual(reason("ver"), .unknownCommand("ver", nearest: "verify"))
        expectEqual(reason("SHOW s"), .unknownCommand("SHOW", nearest: "show"))
        expectEqual(reason("frobnicate"), .unknownCommand("frobnicate", nearest: nil))
    }

    @Test func `an unknown option is refused with the nearest one`() {
        expectEqual(reason("serve --lisen x"), .unknownOption("--lisen", nearest: "--listen"))
        expectEqual(reason("serve --lisen=x"), .unknownOption("--lisen", nearest: "--listen"))
        expectEqual(reason("serve -dev"), .unknownOption("-dev", nearest: "--dev"))
        expectEqual(reason("show s --jsno"), .unknownOption("--jsno", nearest: "--json"))
        expectEqual(reason("show s -x"), .unknownOption("-x", nearest: nil))
        expectNil(reason("show s --"))
    }

    @Test func `an option named like a command suggests the command`() {
        expectEqual(reason("--verify"), .unknownOption("--verify", nearest: "'onboard verify'"))
        expectEqual(reason("keys --add"), .unknownOption("--add", nearest: "'onboard keys add'"))
    }

    @Test func `an option of another command is unknown`() {
        expectEqual(reason("verify --dev"), .unknownOption("--dev", nearest: nil))
        expectEqual(reason("--dev serve"), .unknownOption("--dev", nearest: nil))
    }

    @Test func `option names are never abbreviated`() {
        expectEqual(reason("show s --vers 3"), .unknownOption("--vers", nearest: "--version"))
    }

    @Test func `a group of commands needs one of them`() {
        expectEqual(reason("keys"), .missingCommand(choices: ["add", "list", "revoke"]))
        expectEqual(
            reason("--json"),
            .missingCommand(choices: SampleProgram.program.subcommands.map(\.name)))
    }

    @Test func `an option without its value is refused`() {
        expectEqual(reason("show s --version"), .missingValue(.option("version")))
        expectEqual(reason("show s --version="), .missingValue(.option("version")))
        #expect(
            throws: UsageError(command: "onboard show", reason: .missingValue(.option("at")))
        ) { try SampleProgram.parse(["show", "s", "--at", ""]) }
    }

    @Test func `an option in place of a value is refused`() {
        expectEqual(
            reason("show --version --at x"),
            .optionInPlaceOfValue(.option("version"), found: "--at"))
        expectEqual(
            reason("show --version -- x"), .optionInPlaceOfValue(.option("version"), found: "--"))
    }

    @Test func `a flag with a value is refused`() {
        expectEqual(reason("serve --dev=1"), .unexpectedValue(option: "dev"))
        expectEqual(reason("verify --json="), .unexpectedValue(option: "json"))
    }

    @Test func `an option given twice is refused unless it may be repeated`() {
        expectEqual(reason("show s --at 1 --at 1"), .repeatedOption("at"))
        expectEqual(reason("--data a verify --data=b"), .repeatedOption("data"))
        expectNil(reason("keys add --scope a --scope b"))
    }

    @Test func `missing arguments and options are refused by name`() {
        expectEqual(reason("show"), .missingArgument("STREAM"))
        expectEqual(reason("keys revoke"), .missingArgument("KEY"))
        expectEqual(reason("keys add"), .missingOption("scope"))
    }

    @Test func `arguments past the last one are refused`() {
        expectEqual(reason("show a b"), .extraArgument("b", accepted: 1))
        expectEqual(reason("verify a"), .extraArgument("a", accepted: 0))
        expectEqual(reason("verify -- -h"), .extraArgument("-h", accepted: 0))
    }

    @Test func `options that exclude each other are refused together`() {
        expectEqual(reason("show s --at x --version 1"), .exclusiveOptions("version", "at"))
        expectEqual(reason("import --jsonl x --csv y"), .exclusiveOptions("csv", "jsonl"))
    }

    @Test func `one of several options can be required`() {
        expectEqual(reason("import"), .missingChoice(["csv", "jsonl"]))
    }

    @Test func `an option can need another one`() {
        expectEqual(reason("import --csv x --flow f"), .neededOption("subject", by: "csv"))
        expectNil(reason("import --csv x --flow f --subject s"))
    }

    @Test func `a value outside a closed choice is refused with the nearest one`() {
        expectEqual(
            reason("funnel x --cohort weak"),
            .invalidValue(
                .option("cohort"), "weak",
                expected: .oneOf(["day", "week", "month"], nearest: "week")))
        expectEqual(
            reason("schema list q"),
            .invalidValue(
                .argument("FORMAT"), "q", expected: .oneOf(["short", "long"], nearest: nil)))
    }

    @Test func `a suggested value is only a suggestion`() {
        expectNil(reason("funnel anything"))
    }

    // MARK: - Typed values

    @Test func `numbers are read within their range`() throws {
        let arguments = try SampleProgram.parse("show s --version 12")
        try expectEqual(arguments.int("version"), 12)
        try expectEqual(arguments.int("version", in: 1...12), 12)
        #expect(
            throws: arguments.error(
                .invalidValue(.option("version"), "12", expected: .integer(1...11)))
        ) { try arguments.int("version", in: 1...11) }
        try expectNil(SampleProgram.parse("show s").int("version"))
    }

    @Test(arguments: ["x", "1.5", "1e3", "0x10", "9223372036854775808", "1_000", "٣"])
    func `what is no whole number is refused`(_ text: String) throws {
        let arguments = try SampleProgram.parse(["show", "s", "--version", text])
        #expect(throws: UsageError.self) { try arguments.int("version") }
    }

    @Test func `pairs are split at the first equals sign`() throws {
        let arguments = try SampleProgram.parse("import --jsonl f --where a=b=c --where d=")
        let pairs = try arguments.pairs("where", form: "COLUMN=VALUE")
        expectEqual(pairs.map(\.key), ["a", "d"])
        expectEqual(pairs.map(\.value), ["b=c", ""])
    }

    @Test(arguments: ["novalue", "=v"])
    func `a pair without a key or an equals sign is refused`(_ text: String) throws {
        let arguments = try SampleProgram.parse("import --jsonl f --where \(text)")
        #expect(
            throws: arguments.error(
                .invalidValue(.option("where"), text, expected: .pair("COLUMN=VALUE")))
        ) { try arguments.pairs("where", form: "COLUMN=VALUE") }
    }

    @Test func `a required string that is missing is wrong usage`() throws {
        let arguments = try SampleProgram.parse("serve")
        #expect(throws: arguments.error(.missingOption("listen"))) {
            try arguments.requiredString("listen")
        }
    }

    // MARK: - Fallbacks

    @Test func `the command line wins over the environment, and that over settings`() throws {
        let environment = ["ONBOARD_DATA": "from-env", "OTHER": "x"]
        let settings = ["ONBOARD_DATA": "from-file", "ONBOARD_LISTEN": "h:1"]
        let given = try SampleProgram.parse("serve --data D", environment: environment)
        expectEqual(given.string("data"), "D")
        let arguments = try SampleProgram.parse("serve", environment: environment)
            .fallingBack(on: settings)
        expectEqual(arguments.string("data"), "from-env")
        expectEqual(arguments.string("listen"), "h:1")
        expectFalse(arguments.has("data"))
    }

    @Test func `an empty variable counts as none`() throws {
        let arguments = try SampleProgram.parse("serve", environment: ["ONBOARD_DATA": ""])
        expectNil(arguments.string("data"))
    }

    @Test func `a wrong value from the environment is blamed on the variable`() throws {
        let arguments = try SampleProgram.parse("serve", environment: ["ONBOARD_LISTEN": "x"])
        #expect(
            throws: arguments.error(
                .invalidValue(.environment("ONBOARD_LISTEN"), "x", expected: .integer(1...2)))
        ) { try arguments.int("listen", in: 1...2) }
    }

    @Test func `a program knows the variables that it may read`() {
        expectEqual(SampleProgram.program.environmentNames, ["ONBOARD_DATA", "ONBOARD_LISTEN"])
    }

    // MARK: - Specifications

    @Test func `the sample program contradicts itself nowhere`() {
        expectEqual(SampleProgram.program.contradictions, [])
    }

    @Test func `contradictions in a specification are found`() {
        let twice = OptionSpecification.flag("json", "Again")
        let group = CommandSpecification(
            name: "g", summary: "Groups.",
            arguments: [
                ArgumentSpecification(
                    name: "A", summary: "", isRequired: false, isRepeatable: true),
                ArgumentSpecification(name: "B", summary: ""),
            ],
            options: [twice, .flag("x", "X").needing("nothing")],
            exclusive: [.atMostOne("x", "y")],
            subcommands: [SampleProgram.verify, SampleProgram.verify])
        expectEqual(
            group.contradictions,
            [
                "g: option json is declared twice", "g: command verify is declared twice",
                "g: there is no option y", "g: there is no option nothing",
                "g: a group of commands takes no arguments",
                "g: only the last argument may take all that is left",
                "g: a required argument follows an optional one",
                "g: the summary is one line without a full stop",
            ])
    }

    // MARK: - Nearest words

    @Test func `distances count slips of the finger`() {
        expectEqual(NearestWord.distance("", ""), 0)
        expectEqual(NearestWord.distance("", "abc"), 3)
        expectEqual(NearestWord.distance("abc", "abc"), 0)
        expectEqual(NearestWord.distance("abc", "acb"), 1)
        expectEqual(NearestWord.distance("serve", "srve"), 1)
        expectEqual(NearestWord.distance("kitten", "sitting"), 3)
    }

    @Test func `nothing is suggested for what is nothing like it`() {
        let words = ["log", "show", "rebuild"]
        expectEqual(NearestWord.among(words, to: "lgo"), "log")
        expectNil(NearestWord.among(words, to: "x"))
        expectNil(NearestWord.among(words, to: ""))
        expectNil(NearestWord.among(words, to: String(repeating: "log", count: 10_000)))
        expectNil(NearestWord.among([], to: "log"))
    }
}
