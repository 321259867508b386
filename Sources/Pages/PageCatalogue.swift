/// The files of this folder as a browser asks for them: two apps, the library that both use, and
/// what they share. Plain HTML, CSS and ES modules: nothing is built, nothing is from elsewhere.
package enum PageCatalogue {
    /// A file's text and what it is.
    package struct File: Sendable {
        /// Below the folder, such as `portal/index.html`.
        package let path: String
        package let mediaType: String
        package let text: String
    }

    /// Every file, in the order of paths.
    package static let files: [File] = PageText.files
        .map { path, text in
            // A literal of several lines ends without the file's last line feed.
            File(path: path, mediaType: mediaType(path), text: sent(text + "\n", path))
        }
        .sorted { $0.path < $1.path }

    /// What a browser is sent of a file: scripts and styles go without indentation and without
    /// lines that are only comments. Their lines keep their numbers.
    static func sent(_ text: String, _ path: String) -> String {
        guard path.hasSuffix(".js") || path.hasSuffix(".css") else { return text }
        var isComment = false
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let line = line.drop { $0 == " " }
            isComment = isComment || line.hasPrefix("/*")
            defer { if isComment, line.hasSuffix("*/") { isComment = false } }
            return isComment || line.hasPrefix("//") ? "" : line
        }
        .joined(separator: "\n")
    }

    private static func mediaType(_ path: String) -> String {
        switch path.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        default: preconditionFailure("tools/embed-pages takes no \(path)")
        }
    }
}
