/// What the words of a script are there for, as far as that decides whether another may stand for
/// one.
///
/// It is told from brackets and neighbours alone: a name is never looked up. What is told is right
/// for scripts that end their statements with semicolons, and label none.
struct ScriptRoles {
    enum Role {
        /// A keyword, or no word at all.
        case none
        /// A member of an object or class, or a name of another module: written as it is.
        case property
        /// Both a member and a name: `{ size }` stands for `{ size: size }`.
        case shorthand
        /// A name that an `import` brings, without `as`.
        case imported
        /// A name of this module or of the browser.
        case name
    }

    private enum Bracket {
        case block, object, classBody, imports, exports, round, square, hole
    }

    private var roles: [Role] = []
    /// The tokens that close the head of a loop or an `if`: what follows may be an empty statement.
    private(set) var headEnds: Set<Int> = []
    /// Names that are exported where they are declared, and nowhere else.
    private(set) var exported: Set<String> = []
    /// Names that are exported by a list of them, which is written as it is.
    private(set) var listed: Set<String> = []
    private let tokens: [ScriptToken]
    /// The brackets that are open, each with the token that opened it.
    private var open: [(bracket: Bracket, at: Int)] = []
    private var awaitsClassBody = false
    private var awaitsCaseColon = false
    private var lastCaseColon: Int?

    init(_ tokens: [ScriptToken]) {
        self.tokens = tokens
        for index in tokens.indices {
            roles.append(tokens[index].kind == .word ? role(at: index) : .none)
            follow(index)
        }
        exported.subtract(listed)
    }

    subscript(_ index: Int) -> Role { roles[index] }

    // MARK: Words

    private mutating func role(at index: Int) -> Role {
        let before = text(index - 1)
        if before == "." || before == "?." { return .property }
        switch open.last?.bracket {
        case .imports: return importRole(index)
        case .exports: return exportRole(index)
        case .object where isKey(index):
            if [":", "("].contains(text(index + 1)) { return .property }
            if [",", "}", "="].contains(text(index + 1)) { return keyword(index) ?? .shorthand }
        case .classBody where startsMember(index): return .property
        default: break
        }
        noteExport(index)
        return keyword(index) ?? .name
    }

    private func keyword(_ index: Int) -> Role? {
        ScriptToken.keywords.contains(tokens[index].text) ? Role.none : nil
    }

    private func importRole(_ index: Int) -> Role {
        if text(index + 1) == "as" { return .property }
        return keyword(index) ?? (text(index - 1) == "as" ? .name : .imported)
    }

    private mutating func exportRole(_ index: Int) -> Role {
        listed.insert(tokens[index].text)
        return .property
    }

    private mutating func noteExport(_ index: Int) {
        let words = (1...4).map { text(index - $0) }.filter { !["async", "*"].contains($0) }
        guard ["const", "let", "function", "class"].contains(words[0]), words[1] == "export" else {
            return
        }
        exported.insert(tokens[index].text)
    }

    /// Directly behind an object's brace or comma, or behind a word such as `get` that is there.
    private func isKey(_ index: Int) -> Bool {
        if ["{", ","].contains(text(index - 1)) { return true }
        return ["get", "set", "async", "*"].contains(text(index - 1)) && isKey(index - 1)
    }

    private func startsMember(_ index: Int) -> Bool {
        ["{", "}", ";", "static", "get", "set", "async", "*"].contains(text(index - 1))
    }

    // MARK: Brackets

    private mutating func follow(_ index: Int) {
        let token = tokens[index]
        if token.closesHole { open.removeLast() }
        if token.opensHole { open.append((.hole, index)) }
        if token.kind == .word, roles[index] == .none { followKeyword(token.text, index) }
        guard token.kind == .mark else { return }
        switch token.text {
        case "{": open.append((brace(at: index), index))
        case "(": open.append((.round, index))
        case "[": open.append((.square, index))
        case "}", "]": open.removeLast()
        case ")": if isHead(open.removeLast().at) { headEnds.insert(index) }
        case ":" where awaitsCaseColon: (lastCaseColon, awaitsCaseColon) = (index, false)
        default: break
        }
    }

    private mutating func followKeyword(_ word: String, _ index: Int) {
        if word == "class" { awaitsClassBody = true }
        if word == "case" || word == "default" && text(index - 1) != "export" {
            awaitsCaseColon = true
        }
    }

    /// What kind of brace opens here: a block stands where a statement may, else it is a value.
    private mutating func brace(at index: Int) -> Bracket {
        if awaitsClassBody {
            awaitsClassBody = false
            return .classBody
        }
        switch text(index - 1) {
        case "import": return .imports
        case "export": return .exports
        case "", ";", "{", "}", ")", "=>", "else", "do", "try", "finally", "static": return .block
        case ":" where lastCaseColon == index - 1: return .block
        default: return .object
        }
    }

    private func isHead(_ index: Int) -> Bool { ["for", "while", "if"].contains(text(index - 1)) }

    private func text(_ index: Int) -> String {
        tokens.indices.contains(index) && tokens[index].kind != .string ? tokens[index].text : ""
    }
}
