/// Writes a script's tokens with nothing between them that could be left out.
struct ScriptWriter {
    /// Other names by the names that they stand for.
    struct Names {
        /// Those that the modules on both sides of an import know.
        let shared: [String: String]
        /// Those that only this module knows.
        let own: [String: String]
        /// Those that only a statement of its top knows.
        let inStatements: [[String: String]]
        let `private`: [String: String]
    }

    private let script: Script
    private let names: Names
    private var text = ""
    private var last: ScriptToken?
    /// For the top, and each bracket that is open: whether the statement there declares names, and
    /// nothing but that.
    private var declares = [false]

    static func text(of script: Script, _ names: Names) -> String {
        var writer = ScriptWriter(script: script, names: names)
        for (statement, names) in zip(script.statements, names.inStatements) {
            for index in statement.tokens {
                writer.follow(index)
                if !writer.isNeedless(index) { writer.write(index, names) }
            }
        }
        return writer.text + writer.exports + "\n"
    }

    /// What other modules know, in one list at the end; those whose name must stay are exported
    /// where they are declared.
    private var exports: String {
        let list = script.roles.exported.compactMap { names.shared[$0] }.sorted()
        return list.isEmpty ? "" : "export{\(list.joined(separator: ","))}"
    }

    private init(script: Script, names: Names) {
        (self.script, self.names) = (script, names)
    }

    // MARK: What is left out

    private mutating func follow(_ index: Int) {
        let token = script.tokens[index]
        if token.closes { declares.removeLast() }
        if isDeclaration(index) {
            let isExported = index > 0 && script.tokens[index - 1].isWord("export")
            declares[declares.count - 1] = !isExported || isListed(index - 1)
        }
        if token.isMark(";"), !joinsDeclarations(index) { declares[declares.count - 1] = false }
        if token.opens { declares.append(false) }
    }

    private func isDeclaration(_ index: Int) -> Bool {
        guard script.tokens.indices.contains(index), script.roles[index] == .none else {
            return false
        }
        return script.tokens[index].isWord("const") || script.tokens[index].isWord("let")
    }

    /// Whether a semicolon stands between two declarations, which become one.
    private func joinsDeclarations(_ index: Int) -> Bool {
        guard declares[declares.count - 1], script.tokens[index].isMark(";") else { return false }
        return isDeclaration(index + (isListed(index + 1) ? 2 : 1))
    }

    /// Whether it is an `export` before a declaration that the list at the end stands for.
    private func isListed(_ index: Int) -> Bool {
        let tokens = script.tokens
        guard tokens.indices.contains(index), tokens[index].isWord("export") else { return false }
        let words = ["async", "function", "*", "const", "let", "class"]
        let name = tokens[(index + 1)...].first { !words.contains($0.text) }
        return name.map { script.roles.exported.contains($0.text) && names.shared[$0.text] != nil }
            ?? false
    }

    /// The last semicolon of a block, the last comma of a list, and the brackets of an arrow
    /// function's only parameter.
    private func isNeedless(_ index: Int) -> Bool {
        if isListed(index) || isDeclaration(index) && last?.text == "," { return true }
        return switch script.tokens[index].text {
        case ";": isMark(index + 1, "}") && !script.roles.headEnds.contains(index - 1)
        case ",": ["}", "]", ")"].contains { isMark(index + 1, $0) } && !isMark(index - 1, ",")
        case "(": isOnlyParameter(index + 1)
        case ")": isOnlyParameter(index - 1)
        default: false
        }
    }

    private func isOnlyParameter(_ index: Int) -> Bool {
        guard script.tokens.indices.contains(index), script.roles[index] == .name else {
            return false
        }
        return isMark(index - 1, "(") && isMark(index + 1, ")") && isMark(index + 2, "=>")
    }

    private func isMark(_ index: Int, _ mark: String) -> Bool {
        script.tokens.indices.contains(index) && script.tokens[index].isMark(mark)
    }

    // MARK: What is written

    private mutating func write(_ index: Int, _ inStatement: [String: String]) {
        var token = script.tokens[index]
        token.text =
            joinsDeclarations(index) ? "," : written(token, script.roles[index], inStatement)
        text += separator(before: token) + token.text
        last = token
    }

    /// `const` becomes `let`, which means the same in a script that runs.
    private func written(
        _ token: ScriptToken, _ role: ScriptRoles.Role, _ inStatement: [String: String]
    ) -> String {
        let name = token.text
        if token.kind == .privateName { return names.private[name] ?? name }
        if token.kind == .number { return name.replacing("_", with: "") }
        if role == .none { return token.kind == .word ? Self.shortWords[name] ?? name : name }
        guard let short = names.shared[name] ?? names.own[name] ?? inStatement[name] else {
            return name
        }
        return switch role {
        case .none, .property: name
        case .name: short
        case .shorthand: "\(name):\(short)"
        case .imported: names.shared[name] ?? "\(name) as \(short)"
        }
    }

    private static let shortWords = [
        "const": "let", "false": "!1", "true": "!0", "undefined": "void 0",
    ]

    /// What must stand between two tokens, so that they stay two, and statements stay apart.
    private func separator(before next: ScriptToken) -> String {
        guard let last else { return "" }
        if next.startsLine, endsStatement(before: next) { return "\n" }
        let joinsMarks = ["+", "-", "/"].contains {
            last.text.hasSuffix($0) && next.text.hasPrefix($0)
        }
        let joinsNumber = last.kind == .number && next.text.hasPrefix(".")
        let joinsWords =
            (Self.isWordlike(last) || last.kind == .privateName) && Self.isWordlike(next)
        return joinsWords || joinsMarks || joinsNumber ? " " : ""
    }

    /// Whether a line that ends between the two may have ended a statement without a semicolon
    /// (ECMA-262, clause 12.10). A brace is taken for a block's: a value's has its semicolon.
    private func endsStatement(before next: ScriptToken) -> Bool {
        guard let last else { return false }
        if ["return", "throw", "break", "continue", "yield"].contains(last.text) { return true }
        let endsValue =
            last.kind != .mark && !last.opensHole || [")", "]", "++", "--"].contains(last.text)
        switch next.kind {
        case .word: return endsValue && !["in", "instanceof", "of"].contains(next.text)
        case .privateName, .number, .string: return endsValue
        case .mark: return endsValue && ["{", "!", "~", "++", "--"].contains(next.text)
        case .template, .regex: return false
        }
    }

    /// Whether it runs into a word beside it; a regular expression's flags do.
    private static func isWordlike(_ token: ScriptToken) -> Bool {
        switch token.kind {
        case .word, .number, .regex: true
        case .privateName, .string, .template, .mark: false
        }
    }
}
