import Glibc

/// Where symbolic links lead. Foundation's own way to ask cuts off what is longer than a thousand
/// bytes.
enum SymbolicLink {
    /// As long as a path may be on Linux.
    private static let bytesMax = 4096

    /// What the link says; nil for what is none, or says more than a path may.
    static func target(of path: String) -> String? {
        var bytes = [CChar](repeating: 0, count: bytesMax)
        let count = unsafe readlink(path, &bytes, bytesMax)
        guard count > 0, count < bytesMax else { return nil }
        return String(
            decoding: bytes.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
