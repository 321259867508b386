import JSON

/// The texts of one attribute and the numbers that stand for them; 0 stands for none.
struct AttributeTexts {
    /// From 1, in the order in which they were met.
    private var codes: [ExactText: UInt32] = [:]
    /// By number.
    private(set) var texts: [String?] = [nil]

    /// Nil for a text that no subject ever had.
    func known(_ text: String) -> UInt32? { codes[ExactText(text)] }

    /// The text's number; the next one for a text that is new.
    mutating func code(of text: String) -> UInt32 {
        if let known = codes[ExactText(text)] { return known }
        let code = UInt32(texts.count)
        texts.append(text)
        codes[ExactText(text)] = code
        return code
    }
}
