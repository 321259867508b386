import Glibc

/// The outside test material beside the repository; nobody on the project wrote it.
enum Corpus {
    /// The folder of HTTP requests, or nil where the material is absent; then its tests are
    /// skipped and say so.
    static let httpRequests = folder("http-requests")

    /// Looks for `shared/corpora` beside each folder above this file.
    private static func folder(_ name: String, file: String = #filePath) -> String? {
        var parts = file.split(separator: "/")
        while !parts.isEmpty {
            parts.removeLast()
            let candidate = "/" + parts.joined(separator: "/") + "/shared/corpora/" + name
            if unsafe access(candidate, R_OK) == 0 { return candidate }
        }
        return nil
    }

    /// The files of a folder by name, in order.
    static func names(_ folder: String) -> [String] {
        guard let directory = unsafe opendir(folder) else { return [] }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(".http") { names.append(name) }
        }
        return names.sorted()
    }

    static func bytes(_ path: String) -> [UInt8] {
        let file = unsafe open(path, O_RDONLY)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = unsafe read(file, &chunk, chunk.count)
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
        }
    }

    /// Real newlines are layout; the written escapes are the bytes.
    static func unescaped(_ text: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = text.filter { $0 != 0x0A && $0 != 0x0D }[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let escape = rest.first else {
                bytes.append(byte)
                continue
            }
            switch escape {
            case UInt8(ascii: "r"): bytes.append(0x0D)
            case UInt8(ascii: "n"): bytes.append(0x0A)
            case UInt8(ascii: "t"): bytes.append(0x09)
            case UInt8(ascii: "0"): bytes.append(0x00)
            case UInt8(ascii: "x"):
                let digits = String(decoding: rest.dropFirst().prefix(2), as: UTF8.self)
                bytes.append(UInt8(digits, radix: 16) ?? 0)
                rest = rest.dropFirst(2)
            default:
                bytes.append(byte)
                continue
            }
            rest = rest.dropFirst()
        }
        return bytes
    }
}
