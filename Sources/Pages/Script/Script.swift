/// A script taken apart: its tokens, the statements of its top, and the names in each.
struct Script {
    /// How often a name stands where; each costs another number of bytes to write otherwise.
    struct Uses {
        var plain = 0
        var shorthands = 0
        var imports = 0

        var count: Int { plain + shorthands + imports }

        /// How many bytes shorter a script is with another name: `{ size }` becomes
        /// `{ size: a }`, and `import { size }` becomes `import { size as a }`.
        func gain(of name: String, being short: String) -> Int {
            plain * (name.utf8.count - short.utf8.count)
                - shorthands * (short.utf8.count + 1) - imports * (short.utf8.count + 4)
        }
    }

    /// What stands on a module's top until the next that does: a function, a class, a constant.
    struct Statement {
        var tokens: Range<Int>
        /// By name; members and keywords are none.
        var uses: [String: Uses] = [:]
        /// Names that stand where a name is declared. One that is declared otherwise is missed,
        /// which costs nothing but its length.
        var declared: Set<String> = []
        /// Those of them that the whole module knows.
        var declaredOnTop: Set<String> = []
    }

    let tokens: [ScriptToken]
    let roles: ScriptRoles
    private(set) var statements: [Statement] = []
    /// The module that each imported name is from, as the `import` has it.
    private(set) var sources: [String: String] = [:]
    /// Modules that are loaded when they are needed.
    private(set) var loadsLater: Set<String> = []

    init(_ text: String) {
        tokens = ScriptScanner.tokens(of: text)
        roles = ScriptRoles(tokens)
        statements = Self.ranges(tokens).map(statement)
        findImports()
    }

    /// All names in it.
    var names: Set<String> { statements.reduce(into: []) { $0.formUnion($1.uses.keys) } }

    /// Names that the browser must bring.
    var free: Set<String> { namesOfTop.subtracting(declaredOnTop) }

    /// Names that mean the same in every statement: declared on top, or used where none declares
    /// them.
    var namesOfTop: Set<String> {
        statements.reduce(into: declaredOnTop) {
            $0.formUnion(Set($1.uses.keys).subtracting($1.declared))
        }
    }

    var declaredOnTop: Set<String> {
        statements.reduce(into: []) { $0.formUnion($1.declaredOnTop) }
    }

    func uses(of name: String) -> Uses {
        statements.reduce(into: Uses()) { sum, statement in
            guard let uses = statement.uses[name] else { return }
            sum.plain += uses.plain
            sum.shorthands += uses.shorthands
            sum.imports += uses.imports
        }
    }

    private mutating func findImports() {
        var waiting: [String] = []
        for index in tokens.indices {
            if roles[index] == .imported { waiting.append(tokens[index].text) }
            guard tokens[index].kind == .string else { continue }
            let path = String(tokens[index].text.dropFirst().dropLast())
            if index > 0, tokens[index - 1].isWord("from") {
                for name in waiting { sources[name] = path }
                waiting = []
            } else if index > 1, tokens[index - 1].isMark("("), tokens[index - 2].isWord("import") {
                loadsLater.insert(path)
            }
        }
    }

    // MARK: Statements

    /// A statement ends with a semicolon outside all brackets, or with a brace at a line's end.
    private static func ranges(_ tokens: [ScriptToken]) -> [Range<Int>] {
        var (ranges, start, depth): ([Range<Int>], Int, Int) = ([], 0, 0)
        for index in tokens.indices {
            if tokens[index].opens { depth += 1 }
            if tokens[index].closes { depth -= 1 }
            let isLast = index + 1 == tokens.count
            let isEnd =
                tokens[index].isMark(";")
                || tokens[index].isMark("}") && (isLast || tokens[index + 1].startsLine)
            if depth == 0 && isEnd || isLast {
                ranges.append(start..<index + 1)
                start = index + 1
            }
        }
        return ranges
    }

    private func statement(_ range: Range<Int>) -> Statement {
        var statement = Statement(tokens: range)
        var open: [Int] = []
        for index in range {
            let token = tokens[index]
            count(token.text, roles[index], in: &statement.uses)
            if isDeclared(index) {
                statement.declared.insert(token.text)
                let isOnTop = open.isEmpty && !tokens[min(index + 1, tokens.count - 1)].isMark("=>")
                if isOnTop || roles[index] == .imported {
                    statement.declaredOnTop.insert(token.text)
                }
            }
            if token.opens { open.append(index) }
            guard token.closes else { continue }
            let start = open.removeLast()
            guard isPattern(from: start, through: index) else { continue }
            let names = declared(start...index)
            statement.declared.formUnion(names)
            if open.isEmpty, !tokens[start].isMark("(") { statement.declaredOnTop.formUnion(names) }
        }
        return statement
    }

    private func count(_ name: String, _ role: ScriptRoles.Role, in uses: inout [String: Uses]) {
        switch role {
        case .name: uses[name, default: Uses()].plain += 1
        case .shorthand: uses[name, default: Uses()].shorthands += 1
        case .imported: uses[name, default: Uses()].imports += 1
        case .none, .property: break
        }
    }

    // MARK: Declarations

    private func isDeclared(_ index: Int) -> Bool {
        switch roles[index] {
        case .none, .property: return false
        case .imported: return true
        case .name, .shorthand:
            let words = ["const", "let", "var", "function", "class"]
            let isGenerator = index > 1 && tokens[index - 2].isWord("function")
            return index > 0 && words.contains(tokens[index - 1].text)
                || isGenerator && tokens[index - 1].isMark("*")
                || index + 1 < tokens.count && tokens[index + 1].isMark("=>")
        }
    }

    /// Whether brackets hold parameters, or what a declaration takes something apart into.
    private func isPattern(from start: Int, through end: Int) -> Bool {
        let before = start > 0 ? tokens[start - 1].text : ""
        guard tokens[start].isMark("(") else { return ["const", "let"].contains(before) }
        let after = end + 1 < tokens.count ? tokens[end + 1] : nil
        if after?.isMark("=>") == true || ["function", "catch"].contains(before) { return true }
        guard after?.isMark("{") == true, start > 0 else { return false }
        let isMethod = roles[start - 1] == .property || tokens[start - 1].kind == .privateName
        let isFunction = (2...3).contains { start >= $0 && tokens[start - $0].isWord("function") }
        return isMethod || isFunction
    }

    /// Names in a pattern; those in the values that stand for missing parts are not meant.
    private func declared(_ pattern: ClosedRange<Int>) -> [String] {
        pattern.dropFirst().dropLast().filter { index in
            (roles[index] == .name || roles[index] == .shorthand)
                && ["(", ",", "{", "[", ":", "..."].contains(tokens[index - 1].text)
                && [",", ")", "}", "]", "="].contains(tokens[index + 1].text)
        }.map { tokens[$0].text }
    }
}
