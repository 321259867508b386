import Foundation

/// Unicode normal form C (UAX #15): one spelling for each of the texts that Swift's own `==` holds
/// for the same, which bytes, claims and hashes tell apart.
extension String {
    /// The text in normal form C.
    package var composed: String { isPlainASCII ? self : precomposedStringWithCanonicalMapping }

    /// True when the text's bytes are those of its normal form C.
    package var isComposed: Bool { isPlainASCII || composed.utf8.elementsEqual(utf8) }

    /// What is ASCII has one spelling.
    private var isPlainASCII: Bool { utf8.allSatisfy { $0 < 0x80 } }
}
