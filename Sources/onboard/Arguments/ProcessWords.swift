import Glibc

/// The command line as the system gave it. The standard library repairs what is not UTF-8, and two
/// names of files would become one.
enum ProcessWords {
    /// - Throws: `UsageError` of `command`, naming the first word whose bytes are no text.
    static func requireText(for command: String) throws(UsageError) {
        for number in stride(from: 1, to: Int(CommandLine.argc), by: 1) {
            guard let word = unsafe CommandLine.unsafeArgv[number] else { return }
            if unsafe String(validatingCString: word) != nil { continue }
            let bytes = unsafe UnsafeRawBufferPointer(start: word, count: strlen(word))
            throw UsageError(
                command: command,
                reason: .brokenWord(number: number, shown: unsafe shown([UInt8](bytes))))
        }
    }

    /// ASCII as it is, and every other byte as `\xE9`.
    static func shown(_ bytes: [UInt8]) -> String {
        bytes.map { byte in
            let isPlain = (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "\\")
            return isPlain
                ? String(Unicode.Scalar(byte))
                : "\\x" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }.joined()
    }
}
