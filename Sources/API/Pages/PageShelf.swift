import Digest
import HTTPServer
import Pages

/// The pages as they are sent, with a tag of what each says.
enum PageShelf {
    /// One file, ready to be sent.
    struct Page: Sendable {
        fileprivate let bytes: [UInt8]
        fileprivate let mediaType: String
        /// A digest of the text: the same file has the same tag from every server.
        fileprivate let tag: String

        fileprivate init(_ file: PageCatalogue.File) {
            (bytes, mediaType) = (Array(file.text.utf8), file.mediaType)
            tag = "\"\(Hex.encode(SHA256.hash(bytes).bytes.prefix(12)))\""
        }

        /// The page, or 304 for who has it. A browser asks each time, and a new server's pages are
        /// there at once.
        func answer(to request: HTTPRequest) -> HTTPResponse {
            var fields = PageShelf.fields
            fields.set("ETag", tag)
            guard !KnownVersions(request).contains(tag: tag) else {
                return HTTPResponse(status: 304, fields: fields)
            }
            fields.set("Content-Type", mediaType)
            return HTTPResponse(status: 200, fields: fields, body: .bytes(bytes))
        }
    }

    /// Makes the pages as they are sent, a tenth of a second's work, before somebody waits for one;
    /// blocks.
    static func fill() { _ = pages.count }

    /// By path below `/pages/`.
    static let pages = Dictionary(
        uniqueKeysWithValues: PageCatalogue.files.map { ($0.path, Page($0)) })

    /// Nothing from elsewhere, no inline script or style, no markup made from text (the last two
    /// policies), and in nobody's frame.
    private static let fields: HTTPFields = [
        "Cache-Control": "no-cache",
        "Content-Security-Policy":
            "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
            + "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
        "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin",
    ]
}
