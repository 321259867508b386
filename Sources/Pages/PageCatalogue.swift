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

    /// Every file, in the order of paths, as a browser is sent it.
    package static let files: [File] = sent(PageText.files)
        .map { path, text in File(path: path, mediaType: mediaType(path), text: text) }
        .sorted { $0.path < $1.path }

    /// What a browser is sent of files by path: scripts shortened, styles without their comments,
    /// and an app's templates within its page.
    private static func sent(_ files: [String: String]) -> [String: String] {
        let scripts = ScriptShortener.shortened(files.filter { $0.key.hasSuffix(".js") })
        let templates = files.filter { $0.key.hasSuffix(".html") && !$0.key.hasSuffix(page) }
        return Dictionary(
            uniqueKeysWithValues: files.filter { templates[$0.key] == nil }.map { path, text in
                // A literal of several lines ends without the file's last line feed.
                let text = text + "\n"
                if path.hasSuffix(".css") { return (path, sentStyle(text)) }
                guard path.hasSuffix(page) else { return (path, scripts[path] ?? text) }
                return (path, sentPage(text, templates.filter { $0.key.hasPrefix(folder(path)) }))
            })
    }

    private static let page = "/index.html"

    private static func folder(_ path: String) -> String { String(path.dropLast(page.count - 1)) }

    /// A page with the templates that its scripts stamp out, in its head: what it shows may change.
    static func sentPage(_ text: String, _ templates: [String: String]) -> String {
        let all = templates.sorted { $0.key < $1.key }.map { $0.value + "\n" }.joined()
        return text.replacing("  </head>", with: all + "  </head>")
    }

    /// A style without indentation and without lines that are only comments.
    static func sentStyle(_ text: String) -> String {
        var isComment = false
        return text.split(separator: "\n").compactMap { line in
            let line = line.drop { $0 == " " }
            isComment = isComment || line.hasPrefix("/*")
            defer { if isComment, line.hasSuffix("*/") { isComment = false } }
            return isComment || line.isEmpty ? nil : String(line)
        }
        .joined(separator: "\n") + "\n"
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
