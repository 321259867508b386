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
            #expect(arguments.string("version") == "3")
            #expect(arguments.argument("STREAM") == "s-1")
        }
    }

    @Test func `only the first equals sign separates`() throws {
        let arguments = try SampleProgram.parse("import --jsonl=a=b=c")
        #expect(arguments.string("jsonl") == "a=b=c")
    }

    @Test func `flags are true when given, also twice`() throws {
        #expect(try SampleProgram.parse("serve --dev --dev").has("dev"))
        #expect(try !SampleProgram.parse("serve").has("dev"))
    }

    @Test func `global options may stand before and after the command`() throws {
        for line in [
            "--json --data D keys list", "keys --json list --data D", "keys list --data=D --json",
        ] {
            let arguments = try SampleProgram.parse(line)
            #expect(arguments.command == "keys list")
            #expect(arguments.has("json"))
            #expect(arguments.string("data") == "D")
        }
    }

    @Test func `nested commands are found with their full path`() throws {
        let arguments = try SampleProgram.parse("keys add --scope audit:read")
        #expect(arguments.path == ["onboard", "keys", "add"])
        #expect(arguments.specification.name == "add")
    }

    @Test func `repeated values keep their order`() throws {
        let arguments = try SampleProgram.parse(
            "import --jsonl f --attribute b --attribute=a --attribute b")
        #expect(arguments.list("attribute") == ["b", "a", "b"])
        #expect(arguments.list("where") == [])
    }

    @Test func `after two dashes every word is an argument`() throws {
        let arguments = try SampleProgram.parse("show -- --version")
        #expect(arguments.argument("STREAM") == "--version")
    }

    @Test func `a dash alone is a value or an argument`() throws {
        #expect(try SampleProgram.parse("show -").argument("STREAM") == "-")
        let arguments = try SampleProgram.parse("import --jsonl -")
        #expect(arguments.string("jsonl") == "-")
    }

    @Test func `a negative number is a value`() throws {
        #expect(try SampleProgram.parse("show s --version -5").int("version") == -5)
    }

    @Test func `an attached value may look like an option`() throws {
        #expect(try SampleProgram.parse("show s --at=--json").string("at") == "--json")
    }

    @Test func `an argument that takes all that is left takes all that is left`() throws {
        let arguments = try SampleProgram.parse("keys revoke a b --json c")
        #expect(arguments.arguments("KEY") == ["a", "b", "c"])
    }

    @Test func `an optional argument may be missing`() throws {
        #expect(try SampleProgram.parse("schema list").argument("FORMAT") == nil)
        #expect(try SampleProgram.parse("schema list long").argument("FORMAT") == "long")
    }

    @Test func `a required argument is returned when it is there`() throws {
        #expect(try SampleProgram.parse("show s").requiredArgument("STREAM") == "s")
    }

    // MARK: - Help

    @Test(arguments: ["--help", "-h", "help", "--help --json", ""])
    func `the overview is shown when asked for and when nothing is said`(_ line: String) throws {
        let arguments = try SampleProgram.parse(line)
        #expect(arguments.wantsHelp)
        #expect(arguments.path == ["onboard"])
    }

    @Test(arguments: [
        "keys add --help", "help keys add", "keys help add", "-h keys add", "keys add -h",
    ])
    func `help works from every place and needs nothing else`(_ line: String) throws {
        let arguments = try SampleProgram.parse(line)
        #expect(arguments.wantsHelp)
        #expect(arguments.path == ["onboard", "keys", "add"])
    }

    @Test func `help does not mind wrong values and extra arguments`() throws {
        #expect(try SampleProgram.parse("funnel x --cohort weak --help").wantsHelp)
        #expect(try SampleProgram.parse("help show a b c").wantsHelp)
    }

    @Test func `after two dashes the word for help is an argument`() throws {
        #expect(try !SampleProgram.parse("show -- -h").wantsHelp)
    }

    // MARK: - What is refused

    @Test func `an unknown command is refused with the nearest one`() {
        #expect(reason("srve") == .unknownCommand("srve", nearest: "serve"))
        #expect(reason("shwo s") == .unknownCommand("shwo", nearest: "show"))
        #expect(reason("keys ad") == .unknownCommand("ad", nearest: "add"))
        #expect(reason("ver") == .unknownCommand("ver", nearest: "verify"))
        #expect(reason("SHOW s") == .unknownCommand("SHOW", nearest: "show"))
        #expect(reason("frobnicate") == .unknownCommand("frobnicate", nearest: nil))
    }

    @Test func `an unknown option is refused with the nearest one`() {
        #expect(reason("serve --lisen x") == .unknownOption("--lisen", nearest: "--listen"))
        #expect(reason("serve --lisen=x") == .unknownOption("--lisen", nearest: "--listen"))
        #expect(reason("serve -dev") == .unknownOption("-dev", nearest: "--dev"))
        #expect(reason("show s --jsno") == .unknownOption("--jsno", nearest: "--json"))
        #expect(reason("show s -x") == .unknownOption("-x", nearest: nil))
        #expect(reason("show s --") == nil)
    }

    @Test func `an option named like a command suggests the command`() {
        #expect(reason("--verify") == .unknownOption("--verify", nearest: "'onboard verify'"))
        #expect(reason("keys --add") == .unknownOption("--add", nearest: "'onboard keys add'"))
    }

    @Test func `an option of another command is unknown`() {
        #expect(reason("verify --dev") == .unknownOption("--dev", nearest: nil))
        #expect(reason("--dev serve") == .unknownOption("--dev", nearest: nil))
    }

    @Test func `option names are never abbreviated`() {
        #expect(reason("show s --vers 3") == .unknownOption("--vers", nearest: "--version"))
    }

    @Test func `a group of commands needs one of them`() {
        #expect(reason("keys") == .missingCommand(choices: ["add", "list", "revoke"]))
        #expect(
            reason("--json")
                == .missingCommand(choices: SampleProgram.program.subcommands.map(\.name)))
    }

    @Test func `an option without its value is refused`() {
        #expect(reason("show s --version") == .missingValue(.option("version")))
        #expect(reason("show s --version=") == .missingValue(.option("version")))
        #expect(
            throws: UsageError(command: "onboard show", reason: .missingValue(.option("at")))
        ) { try SampleProgram.parse(["show", "s", "--at", ""]) }
    }

    @Test func `an option in place of a value is refused`() {
        #expect(
            reason("show --version --at x")
                == .optionInPlaceOfValue(.option("version"), found: "--at"))
        #expect(
            reason("show --version -- x")
                == .optionInPlaceOfValue(.option("version"), found: "--"))
    }

    @Test func `a flag with a value is refused`() {
        #expect(reason("serve --dev=1") == .unexpectedValue(option: "dev"))
        #expect(reason("verify --json=") == .unexpectedValue(option: "json"))
    }

    @Test func `an option given twice is refused unless it may be repeated`() {
        #expect(reason("show s --at 1 --at 1") == .repeatedOption("at"))
        #expect(reason("--data a verify --data=b") == .repeatedOption("data"))
        #expect(reason("keys add --scope a --scope b") == nil)
    }

    @Test func `missing arguments and options are refused by name`() {
        #expect(reason("show") == .missingArgument("STREAM"))
        #expect(reason("keys revoke") == .missingArgument("KEY"))
        #expect(reason("keys add") == .missingOption("scope"))
    }

    @Test func `arguments past the last one are refused`() {
        #expect(reason("show a b") == .extraArgument("b", accepted: 1))
        #expect(reason("verify a") == .extraArgument("a", accepted: 0))
        #expect(reason("verify -- -h") == .extraArgument("-h", accepted: 0))
    }

    @Test func `options that exclude each other are refused together`() {
        #expect(reason("show s --at x --version 1") == .exclusiveOptions("version", "at"))
        #expect(reason("import --jsonl x --csv y") == .exclusiveOptions("csv", "jsonl"))
    }

    @Test func `one of several options can be required`() {
        #expect(reason("import") == .missingChoice(["csv", "jsonl"]))
    }

    @Test func `an option can need another one`() {
        #expect(reason("import --csv x --flow f") == .neededOption("subject", by: "csv"))
        #expect(reason("import --csv x --flow f --subject s") == nil)
    }

    @Test func `a value outside a closed choice is refused with the nearest one`() {
        #expect(
            reason("funnel x --cohort weak")
                == .invalidValue(
                    .option("cohort"), "weak",
                    expected: .oneOf(["day", "week", "month"], nearest: "week")))
        #expect(
            reason("schema list q")
                == .invalidValue(
                    .argument("FORMAT"), "q", expected: .oneOf(["short", "long"], nearest: nil)))
    }

    @Test func `a suggested value is only a suggestion`() {
        #expect(reason("funnel anything") == nil)
    }

    // MARK: - Typed values

    @Test func `numbers are read within their range`() throws {
        let arguments = try SampleProgram.parse("show s --version 12")
        #expect(try arguments.int("version") == 12)
        #expect(try arguments.int("version", in: 1...12) == 12)
        #expect(
            throws: arguments.error(
                .invalidValue(.option("version"), "12", expected: .integer(1...11)))
        ) { try arguments.int("version", in: 1...11) }
        #expect(try SampleProgram.parse("show s").int("version") == nil)
    }

    @Test(arguments: ["x", "1.5", "1e3", "0x10", "9223372036854775808", "1_000", "٣"])
    func `what is no whole number is refused`(_ text: String) throws {
        let arguments = try SampleProgram.parse(["show", "s", "--version", text])
        #expect(throws: UsageError.self) { try arguments.int("version") }
    }

    @Test func `pairs are split at the first equals sign`() throws {
        let arguments = try SampleProgram.parse("import --jsonl f --where a=b=c --where d=")
        let pairs = try arguments.pairs("where", form: "COLUMN=VALUE")
        #expect(pairs.map(\.key) == ["a", "d"])
        #expect(pairs.map(\.value) == ["b=c", ""])
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
        #expect(given.string("data") == "D")
        let arguments = try SampleProgram.parse("serve", environment: environment)
            .fallingBack(on: settings)
        #expect(arguments.string("data") == "from-env")
        #expect(arguments.string("listen") == "h:1")
        #expect(!arguments.has("data"))
    }

    @Test func `an empty variable counts as none`() throws {
        let arguments = try SampleProgram.parse("serve", environment: ["ONBOARD_DATA": ""])
        #expect(arguments.string("data") == nil)
    }

    @Test func `a wrong value from the environment is blamed on the variable`() throws {
        let arguments = try SampleProgram.parse("serve", environment: ["ONBOARD_LISTEN": "x"])
        #expect(
            throws: arguments.error(
                .invalidValue(.environment("ONBOARD_LISTEN"), "x", expected: .integer(1...2)))
        ) { try arguments.int("listen", in: 1...2) }
    }

    @Test func `a program knows the variables that it may read`() {
        #expect(SampleProgram.program.environmentNames == ["ONBOARD_DATA", "ONBOARD_LISTEN"])
    }

    // MARK: - Specifications

    @Test func `the sample program contradicts itself nowhere`() {
        #expect(SampleProgram.program.contradictions == [])
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
        #expect(
            group.contradictions == [
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
        #expect(NearestWord.distance("", "") == 0)
        #expect(NearestWord.distance("", "abc") == 3)
        #expect(NearestWord.distance("abc", "abc") == 0)
        #expect(NearestWord.distance("abc", "acb") == 1)
        #expect(NearestWord.distance("serve", "srve") == 1)
        #expect(NearestWord.distance("kitten", "sitting") == 3)
    }

    @Test func `nothing is suggested for what is nothing like it`() {
        let words = ["log", "show", "rebuild"]
        #expect(NearestWord.among(words, to: "lgo") == "log")
        #expect(NearestWord.among(words, to: "x") == nil)
        #expect(NearestWord.among(words, to: "") == nil)
        #expect(NearestWord.among(words, to: String(repeating: "log", count: 10_000)) == nil)
        #expect(NearestWord.among([], to: "log") == nil)
    }
}
