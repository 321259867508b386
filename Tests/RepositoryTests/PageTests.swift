import TestSupport
import Testing

@testable import Pages

/// What holds for every page, style and script.
struct PageTests {
    private static let endings = [".html", ".css", ".js", ".svg"]
    private let tree = SourceTree.asItIs

    private var files: [(path: String, text: String)] {
        tree.files(below: "Sources/Pages", endingIn: Self.endings).map { ($0, tree.text($0)) }
    }

    @Test func `the embedded pages are the files`() {
        let embedded = PageText.files
        let paths = files.map { String($0.path.dropFirst("Sources/Pages/".count)) }
        expectEqual(Set(embedded.keys), Set(paths))
        for (path, text) in files {
            let name = String(path.dropFirst("Sources/Pages/".count))
            expectEqual(
                SourceTree.trimmed(embedded[name] ?? ""), SourceTree.trimmed(text),
                "run tools/embed-pages: \(path)")
        }
    }

    /// The portal is dev mode's: elsewhere a server has the console and the client library only.
    @Test(arguments: [(["console/", "onboarding/", "shared/"], 85_000), ([""], 120_000)])
    func `all script together is small as it is sent`(parts: [String], bytesMax: Int) {
        let bytes = PageCatalogue.files.filter { file in
            file.path.hasSuffix(".js") && parts.contains { file.path.hasPrefix($0) }
        }.reduce(0) { $0 + $1.text.utf8.count }
        expectTrue(bytes > 0 && bytes < bytesMax, "\(bytes) bytes")
    }

    /// What stands fixed in a page is a template of its HTML files; a script that names one finds it
    /// in the page that it runs in.
    @Test(arguments: ["console", "portal"])
    func `each template that a script names is there, once, and so is each picture`(app: String) {
        let own = files.filter { $0.path.hasPrefix("Sources/Pages/\(app)/") }
        let markup = own.filter { $0.path.hasSuffix(".html") }.map(\.text).joined()
        let ids = markup.matches(of: /<template id="([^"]+)"/).map { String($0.output.1) }
        expectTrue(ids.count > 10 && Set(ids).count == ids.count)
        let scripts = own.filter { $0.path.hasSuffix(".js") }.map(\.text).joined()
        let ways = app == "portal" ? /\b(?:view|part)\("([^"]+)"/ : /\bstamp\("([^"]+)"/
        let names = scripts.matches(of: ways).map { String($0.output.1) }
        expectTrue(names.count > 10)
        for name in names { expectTrue(ids.contains(name), "\(app) has no template \(name)") }
        let pictures = tree.text("Sources/Pages/shared/icons.svg")
        for icon in markup.matches(of: /data-icon="([^"]+)"/) {
            expectTrue(pictures.contains("id=\"\(icon.output.1)\""), "no picture \(icon.output.1)")
        }
    }

    @Test func `an app's page is sent with its templates, which are no pages of their own`() {
        let pages = PageCatalogue.files.filter { $0.path.hasSuffix(".html") }
        expectEqual(pages.map(\.path), ["console/index.html", "portal/index.html"])
        for page in pages {
            let folder = "Sources/Pages/" + page.path.dropLast("index.html".count)
            let parts = tree.files(below: folder, endingIn: [".html"]).map(tree.text)
            expectTrue(parts.count > 1)
            for template in parts.joined().matches(of: /<template id="[^"]+"/) {
                expectTrue(page.text.contains(template.output), "\(page.path): \(template.output)")
            }
        }
    }

    /// Text becomes elements only through `document.createElement`, so that a name with markup in it
    /// is shown as it is.
    @Test func `no script makes markup of text`() {
        let ways = [
            "inner" + "HTML", "outer" + "HTML", "insertAdjacent" + "HTML", "document.write",
            "eval(", "new Function", "DOMParser", "createContextualFragment", "srcdoc",
        ]
        for (path, text) in files where path.hasSuffix(".js") {
            for way in ways { expectFalse(text.contains(way), "\(path) uses \(way)") }
        }
    }

    @Test func `nothing comes from elsewhere and nothing is inline`() {
        for (path, text) in files {
            for address in text.matches(of: /https?:\/\/[\w.\-]+/) {
                let known = address.output.hasPrefix("http://www.w3.org")
                expectTrue(known, "\(path) names \(address.output)")
            }
            guard path.hasSuffix(".html") else { continue }
            expectTrue(
                !text.contains("<style") && !text.contains("style="), "\(path): inline style")
            expectFalse(text.contains(/<script(?![^>]*\bsrc=)/), "\(path): inline script")
            expectFalse(text.contains(/\son\w+=/), "\(path): inline script")
        }
    }

    @Test func `files are short and so are their lines`() {
        for (path, text) in files {
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            expectTrue(lines.count <= 600, "\(path) has \(lines.count) lines")
            for (index, line) in lines.enumerated() where line.count > 120 {
                Issue.record("\(path):\(index + 1) has \(line.count) columns")
            }
        }
    }

    @Test func `each script says in its first line what it is`() {
        for (path, text) in files where path.hasSuffix(".js") {
            expectTrue(text.hasPrefix("/**") || text.hasPrefix("//"), "\(path)")
        }
    }
}
