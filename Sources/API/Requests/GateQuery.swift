import HTTPServer
import Onboarding
import OnboardingLedger

/// The parameters of a question at a gate (G1, X3): few, and read in one walk, for they are read on
/// the event loop.
package struct GateQuery: Sendable {
    private(set) var flow: String?
    private(set) var path: String?
    private(set) var returnURL: String?
    private(set) var subject: String?
    private(set) var sessionToken: String?
    /// The space that is asked about; for the call alone.
    private(set) var space: String?

    static let subjectNames: Set<String> = ["subject", "sessionToken", "space"]
    static let gateNames = subjectNames.union(["flow", "path", "returnUrl"])

    /// - Parameter known: the names that may stand in the query, each once.
    /// - Throws: 400 for any other.
    init(_ request: HTTPRequest, known: Set<String>) throws(Problem) {
        for item in request.query {
            let isNew: Bool
            switch item.name {
            case "flow": isNew = Self.set(&flow, item)
            case "path": isNew = Self.set(&path, item)
            case "returnUrl": isNew = Self.set(&returnURL, item)
            case "subject": isNew = Self.set(&subject, item)
            case "sessionToken": isNew = Self.set(&sessionToken, item)
            case "space": isNew = Self.set(&space, item)
            default: isNew = false
            }
            // What is wrong is said in the words of all other queries.
            if !isNew || !known.contains(item.name) {
                try QueryForm(request, known: known).check()
            }
            // Nobody is meant by a variable that was not set.
            if item.name == "subject", item.value.isEmpty {
                throw Self.missing("subject", "whom the question is about")
            }
        }
    }

    /// False when the name came before.
    private static func set(_ value: inout String?, _ item: HTTPQueryItem) -> Bool {
        defer { value = item.value }
        return value == nil
    }

    /// - Throws: 400 without a path of this origin.
    func requiredPath() throws(Problem) -> String {
        guard let path, Self.isPath(path) else {
            throw Self.missing("path", "a path such as /onboarding/business")
        }
        return path
    }

    /// 400 naming the parameter.
    static func missing(_ name: String, _ expected: String) -> Problem {
        Problem(
            .invalidQuery, "\(name): expected \(expected).",
            errors: [FieldProblem(name, "expected \(expected)")])
    }

    /// True for a path of this origin, up to 2048 bytes, without anything that a browser would read
    /// otherwise (S9).
    package static func isPath(_ text: String) -> Bool {
        (1...2048).contains(text.utf8.count) && text.hasPrefix("/") && !text.hasPrefix("//")
            && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }
            && isNormalized(FlowDeclaration.page(of: text))
    }

    /// Whether a page has one spelling only: dots that lead elsewhere, empty segments, and letters
    /// that are escaped though they need not be (RFC 3986 section 2.3), would be one page here and
    /// another where it is opened.
    private static func isNormalized(_ page: String) -> Bool {
        let slash = UInt8(ascii: "/")
        let segments = page.utf8.split(separator: slash, omittingEmptySubsequences: false)
        // Before the first slash is nothing, and behind the last there may be.
        return segments.dropFirst().dropLast().allSatisfy { !$0.isEmpty }
            && !segments.contains { $0.elementsEqual(".".utf8) || $0.elementsEqual("..".utf8) }
            && page.utf8.split(separator: UInt8(ascii: "%"), omittingEmptySubsequences: false)
                .dropFirst().allSatisfy { isNeededEscape($0.prefix(2)) }
    }

    /// True for two hexadecimal digits of a byte that a path cannot have as it is, and that
    /// separates no segments anywhere.
    private static func isNeededEscape(_ digits: Substring.UTF8View) -> Bool {
        guard digits.count == 2, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let byte = UInt8(Substring(digits), radix: 16)
        else { return false }
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            return false
        default: return !"-._~/\\".utf8.contains(byte)
        }
    }
}

extension GateQuery {
    /// Whom the question is about: the caller, or somebody whom the caller may ask about.
    ///
    /// - Throws: 401 or 403 for another's subject without the scope `gate:read`; 400 when nobody is
    ///   named where somebody must be.
    func visitor(of flow: String, _ caller: Caller) throws(Problem) -> GateVisitor {
        switch flow {
        case SignUpFlow.declaration.flow:
            if let sessionToken { return .signUp(token: sessionToken) }
            return subject == nil ? .signedOut : try named(caller)
        case CallFlow.declaration.flow:
            guard let id = space ?? subject else { throw Self.missing("space", "a space's id") }
            if caller.isAnonymous { throw Authenticator.missing }
            guard let person = caller.person else {
                try Authenticator.require(.gateRead, of: caller)
                return .subject(id)
            }
            return .space(id, isAdvisor: person.isAdvisor)
        default:
            guard let person = caller.person, subject == nil || caller.isOwner(subject) else {
                return try subject == nil && caller.isAnonymous ? .signedOut : named(caller)
            }
            return .subject(person.id)
        }
    }

    /// Whether a person names somebody who may be the user of theirs under another id (S10), which
    /// takes a look at the ledger; false for who may name anybody.
    func mayNameUser(of caller: Caller, in flow: String) -> Bool {
        guard let subject, caller.person != nil else { return false }
        let isOfUsers =
            ![SignUpFlow.declaration.flow, CallFlow.declaration.flow].contains(flow)
        return isOfUsers && !caller.isOwner(subject) && !caller.has(.gateRead)
    }

    /// Somebody else's subject, for who has the scope.
    private func named(_ caller: Caller) throws(Problem) -> GateVisitor {
        if caller.isAnonymous { throw Authenticator.missing }
        try Authenticator.require(.gateRead, of: caller)
        guard let subject else { throw Self.missing("subject", "whom the question is about") }
        return .subject(subject)
    }
}
