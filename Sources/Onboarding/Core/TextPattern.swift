import Foundation
import Synchronization

/// A JSON Schema's `pattern`, ready to be tried on texts.
///
/// Matching goes back over what it has tried, and some patterns and texts would take it years. So
/// the engine is Foundation's, ICU, which says now and then that it is still at it and can be
/// stopped; Swift's own cannot.
struct TextPattern: Sendable {
    private let expression: NSRegularExpression

    /// Nil for what is no regular expression.
    init?(_ text: String) {
        let own = Self.endingAtEnd(text)
        // By itself first: a bracket too many must not close the ones below. The text is walked
        // within one attempt, as a search would not count what it does at each character.
        guard (try? NSRegularExpression(pattern: own)) != nil,
            let expression = try? NSRegularExpression(pattern: "(?s:.*?)(?:\(own))")
        else { return nil }
        self.expression = expression
    }

    /// Whether it matches anywhere; nil when the effort is used up before that is known.
    func matches(_ text: String, spending effort: inout CheckEffort) -> Bool? {
        var (isFound, rest) = (false, effort)
        if rest.isUsedUp { return nil }
        unsafe expression.enumerateMatches(
            in: text, options: [.anchored, .reportProgress],
            range: NSRange(location: 0, length: text.utf16.count)
        ) { match, _, stop in
            if match != nil { isFound = true } else { rest.spend(CheckEffort.patternTick) }
            if isFound || rest.isUsedUp { unsafe stop.pointee = true }
        }
        effort = rest
        return isFound || !rest.isUsedUp ? isFound : nil
    }

    /// The pattern with `\z` for each `$`: to ECMA-262, whose patterns JSON Schema has, it is the
    /// end of the text, and to ICU also what comes before a last line's break.
    private static func endingAtEnd(_ text: String) -> String {
        var result = ""
        var (isEscaped, depth) = (false, 0)
        for scalar in text.unicodeScalars {
            if scalar == "$", !isEscaped, depth == 0 {
                result += "\\z"
            } else {
                result.unicodeScalars.append(scalar)
            }
            if !isEscaped, scalar == "[" { depth += 1 }
            if !isEscaped, scalar == "]", depth > 0 { depth -= 1 }
            isEscaped = !isEscaped && scalar == "\\"
        }
        return result
    }
}

/// The patterns of one document, each made when it is first asked for.
///
/// Says nothing that the document does not: all are equal.
final class TextPatterns: Sendable, Hashable {
    private let known = Mutex<[String: TextPattern?]>([:])

    /// Nil for what is no regular expression.
    subscript(text: String) -> TextPattern? {
        known.withLock { known in
            if let pattern = known[text] { return pattern }
            let pattern = TextPattern(text)
            known[text] = .some(pattern)
            return pattern
        }
    }

    static func == (a: TextPatterns, b: TextPatterns) -> Bool { true }

    func hash(into hasher: inout Hasher) {}
}
