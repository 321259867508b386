import Testing

@testable import Pages

/// What holds for every page, style and script.
struct PageTests {
    private static let endings = [".html", ".css", ".js", ".svg"]
    private let tree = SourceTree()

    private var files: [(path: String, text: String)] {
        tree.files(below: "Sources/Pages", endingIn: Self.endings).map { ($0, tree.text($0)) }
    }

    @Test func `the embedded pages are the files`() {
        let embedded = PageText.files
        let paths = files.map { String($0.path.dropFirst("Sources/Pages/".count)) }
        #expect(Set(embedded.keys) == Set(paths))
        for (path, text) in files {
            let name = String(path.dropFirst("Sources/Pages/".count))
            #expect(
                SourceTree.trimmed(embedded[name] ?? "") == SourceTree.trimmed(text),
                "run tools/embed-pages: \(path)")
        }
    }

    /// What a page of the app loads, all of its views visited.
    @Test(arguments: [
        ["console/", "shared/", "onboarding/requests.js"], ["portal/", "onboarding/", "shared/"],
    ])
    func `the script of an app stays below 120 KB as it is sent`(parts: [String]) {
        let bytes = PageCatalogue.files.filter { file in
            file.path.hasSuffix(".js") && parts.contains { file.path.hasPrefix($0) }
        }.reduce(0) { $0 + $1.text.utf8.count }
        #expect(bytes > 0 && bytes < 120_000, "\(bytes) bytes")
    }

    @Test func `what is sent of a script lacks its comments and indentation, and no line`() {
        let script = """
            /** Adds. */
            export function sum(a, b) {
              // Both are numbers.
              /* So
                 it is. */
              return a * // by
                b; /* ends */
            }

            """
        let sent = PageCatalogue.sent(script, "a.js")
        #expect(
            sent == "\nexport function sum(a, b) {\n\n\n\nreturn a * // by\nb; /* ends */\n}\n")
        #expect(PageCatalogue.sent(script, "a.html") == script)
    }

    /// Text becomes elements only through `document.createElement`, so that a name with markup in it
    /// is shown as it is.
    @Test func `no script makes markup of text`() {
        let ways = [
            "inner" + "HTML", "outer" + "HTML", "insertAdjacent" + "HTML", "document.write",
            "eval(", "new Function", "DOMParser", "createContextualFragment", "srcdoc",
        ]
        for (path, text) in files where path.hasSuffix(".js") {
            for way in ways { #expect(!text.contains(way), "\(path) uses \(way)") }
        }
    }

    @Test func `nothing comes from elsewhere and nothing is inline`() {
        for (path, text) in files {
            for address in text.matches(of: /https?:\/\/[\w.\-]+/) {
                let known = address.output.hasPrefix("http://www.w3.org")
                #expect(known, "\(path) names \(address.output)")
            }
            guard path.hasSuffix(".html") else { continue }
            #expect(!text.contains("<style") && !text.contains("style="), "\(path): inline style")
            #expect(!text.contains(/<script(?![^>]*\bsrc=)/), "\(path): inline script")
            #expect(!text.contains(/\son\w+=/), "\(path): inline script")
        }
    }

    @Test func `files are short and so are their lines`() {
        for (path, text) in files {
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.count <= 600, "\(path) has \(lines.count) lines")
            for (index, line) in lines.enumerated() where line.count > 120 {
                Issue.record("\(path):\(index + 1) has \(line.count) columns")
            }
        }
    }

    @Test func `each script says in its first line what it is`() {
        for (path, text) in files where path.hasSuffix(".js") {
            #expect(text.hasPrefix("/**") || text.hasPrefix("//"), "\(path)")
        }
    }
}
