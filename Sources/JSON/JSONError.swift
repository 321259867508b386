/// Why a text is not the JSON that was asked for, and at which byte.
@usableFromInline
package struct JSONError: Error, Hashable, Sendable {
    @usableFromInline
    package enum Code: Hashable, Sendable {
        /// The text stops inside a value, or is empty.
        case unexpectedEnd
        /// A byte stands where the grammar allows none like it.
        case unexpectedByte
        /// A number breaks the grammar: `01`, `1.`, `+1`, `.5` (RFC 8259 section 6).
        case invalidNumber
        /// A backslash is followed by something other than an escape of RFC 8259 section 7.
        case invalidEscape
        /// The bytes are not UTF-8: overlong, cut short, a surrogate, or above U+10FFFF (RFC 3629).
        case invalidUTF8
        /// A `\u` escape names half of a surrogate pair, which is no character (RFC 8259 8.2).
        case loneSurrogate
        /// A byte below 0x20 stands bare within a string.
        case controlCharacter
        /// More objects and arrays are open than `JSONLimits.depthMax`.
        case depthExceeded
        /// The text is longer than `JSONLimits.bytesMax`.
        case tooLarge
        /// Something other than white space follows the value.
        case trailingBytes
        /// An object names a member twice.
        case duplicateKey
        /// A value is well-formed, but of another kind than the reader needs.
        case typeMismatch(expected: JSONKind)
        /// An integer or floating-point value does not fit 64 bits.
        case numberOutOfRange
        /// A number has a fraction where a whole one is needed.
        case notAnInteger
        /// The text starts with a byte order mark, which RFC 8259 section 8.1 forbids to send.
        case byteOrderMark
        /// An object lacks a member that its reader needs.
        case missingMember(String)
        /// A value has the right kind but not the right content; the text says what was expected.
        case invalidValue(expected: String)
    }

    package var code: Code
    /// The position of the first byte that is wrong, counted from 0.
    package var byteIndex: Int

    @usableFromInline
    package init(_ code: Code, at byteIndex: Int) {
        self.code = code
        self.byteIndex = byteIndex
    }
}

extension JSONError {
    /// Says where and what for a person: `line 3, column 7: expected a string`.
    ///
    /// Lines and columns count from 1; a column is one Unicode scalar.
    package func explanation(in bytes: [UInt8]) -> String {
        var (line, column) = (1, 1)
        for byte in bytes.prefix(byteIndex) {
            if byte == UInt8(ascii: "\n") {
                (line, column) = (line + 1, 1)
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return "line \(line), column \(column): \(code)"
    }
}

extension JSONError: CustomStringConvertible {
    /// For logs; never has any of the text.
    @usableFromInline
    package var description: String { "byte \(byteIndex): \(code)" }
}

extension JSONError.Code: CustomStringConvertible {
    @usableFromInline
    package var description: String {
        switch self {
        case .unexpectedEnd: "the text ends too soon"
        case .unexpectedByte: "unexpected character"
        case .invalidNumber: "not a JSON number"
        case .invalidEscape: "not a JSON escape"
        case .invalidUTF8: "not UTF-8"
        case .loneSurrogate: "half of a surrogate pair"
        case .controlCharacter: "a control character must be escaped"
        case .depthExceeded: "nested too deeply"
        case .tooLarge: "the text is too long"
        case .trailingBytes: "expected the end of the text"
        case .duplicateKey: "the member is there twice"
        case .typeMismatch(let expected): "expected \(expected)"
        case .numberOutOfRange: "the number is out of range"
        case .notAnInteger: "expected a whole number"
        case .byteOrderMark: "a byte order mark is not allowed"
        case .missingMember(let name): "the member \"\(name)\" is missing"
        case .invalidValue(let expected): "expected \(expected)"
        }
    }
}
