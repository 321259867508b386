import HTTPServer
import Pages

/// The pages that people look at (contracts W1, W2): an app's shell answers every path below its
/// own, which the app reads itself, so that any view can be reloaded or sent as a link.
enum PageEndpoints {
    static let routes =
        shell("console", .open, "The console for auditors.") + [
            route("/pages/{path...}", .open, "A page's script, style or picture.") { core, call in
                // The portal's files exist in dev mode only, as the portal does.
                let path = call.parameters["path"]
                guard core.configuration.isDev || !path.hasPrefix("portal/") else { throw unknown }
                return path
            }
        ]

    /// Plays the five flows; only dev mode has what that needs.
    static let devRoutes = shell("portal", .dev, "The portal that plays the five flows.")

    /// The app's own path, and every path below it.
    private static func shell(_ app: String, _ access: RouteAccess, _ summary: String) -> [Route] {
        ["/\(app)", "/\(app)/{path...}"].map { path in
            route(path, access, summary) { _, _ in "\(app)/index.html" }
        }
    }

    /// Answers with a file of the shelf; 404 `page.not_found` for what is not on it.
    private static func route(
        _ path: String, _ access: RouteAccess, _ summary: String,
        _ file: @escaping @Sendable (APICore, Call) throws -> String
    ) -> Route {
        @Sendable func answer(_ pages: [String: PageShelf.Page], _ core: APICore, _ call: Call)
            throws -> HTTPResponse
        {
            guard let page = pages[try file(core, call)] else { throw unknown }
            return page.answer(to: call.request)
        }
        return Route(
            .get, path, access, summary,
            now: { core, call in try PageShelf.pages.map { try answer($0, core, call) } },
            orLater: { core, call in try answer(await PageShelf.filled(), core, call) })
    }

    private static let unknown = Problem(.pageNotFound, "There is no page or part of one here.")
}
