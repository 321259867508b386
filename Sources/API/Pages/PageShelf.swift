import Digest
import HTTPServer
import Pages
import Synchronization

/// The pages as they are sent, with a tag of what each says.
enum PageShelf {
    /// One file, ready to be sent.
    struct Page: Sendable {
        fileprivate let bytes: [UInt8]
        fileprivate let mediaType: String
        /// Of the text: the same file has the same digest from every server.
        private let digest: String
        private var tag: String { "\"\(digest)\"" }

        fileprivate init(_ text: String, _ mediaType: String) {
            (bytes, self.mediaType) = (Array(text.utf8), mediaType)
            digest = PageShelf.digest(text)
        }

        /// The page, or 304 for who has it. A browser asks each time, and a new server's pages are
        /// there at once; what it asks for by its digest, it has for good.
        func answer(to request: HTTPRequest) -> HTTPResponse {
            var fields = PageShelf.fields
            fields.set("ETag", tag)
            if request.queryValue("v") == digest {
                fields.set("Cache-Control", "max-age=31536000, immutable")
            }
            guard !KnownVersions(request).contains(tag: tag) else {
                return HTTPResponse(status: 304, fields: fields)
            }
            fields.set("Content-Type", mediaType)
            return HTTPResponse(status: 200, fields: fields, body: .bytes(bytes))
        }
    }

    /// By path below `/pages/`; nil until somebody has asked for one (`filled`).
    static var pages: [String: Page]? { isFilled.load(ordering: .acquiring) ? made : nil }

    /// The pages, made when they are first asked for: a tenth of a second's work, which a server
    /// that nobody looks at has no need of.
    static func filled() async -> [String: Page] {
        await BlockingWork.run {
            defer { isFilled.store(true, ordering: .releasing) }
            return made
        }
    }

    private static let isFilled = Atomic(false)

    /// Scripts draw pictures at any time, also without a network: they ask for them by digest, so
    /// that a browser asks once.
    private static let made: [String: Page] = {
        let digests = PageCatalogue.files.filter { $0.path == pictures }.map { digest($0.text) }
        return Dictionary(
            uniqueKeysWithValues: PageCatalogue.files.map { file in
                let text = digests.reduce(file.text) {
                    $0.replacing("\(pictures)#", with: "\(pictures)?v=\($1)#")
                }
                return (file.path, Page(text, file.mediaType))
            })
    }()

    private static let pictures = "shared/icons.svg"

    private static func digest(_ text: String) -> String {
        Hex.encode(SHA256.hash(utf8: text).bytes.prefix(12))
    }

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
