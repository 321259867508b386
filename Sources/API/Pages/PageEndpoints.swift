import HTTPServer
import Pages

/// The pages that people look at (contracts W1, W2): an app's shell answers every path below its
/// own, which the app reads itself, so that any view can be reloaded or sent as a link.
enum PageEndpoints {
    static let routes =
        shell("console", .open, "The console for auditors.") + [
            Route(
                .get, "/pages/{path...}", .open, "A page's script, style or picture.", now: file)
        ]

    /// Plays the five flows; only dev mode has what that needs.
    static let devRoutes = shell("portal", .dev, "The portal that plays the five flows.")

    /// The app's own path, and every path below it.
    private static func shell(_ app: String, _ access: RouteAccess, _ summary: String) -> [Route] {
        ["/\(app)", "/\(app)/{path...}"].map { path in
            Route(.get, path, access, summary) { core, call in
                try page("\(app)/index.html", call)
            }
        }
    }

    /// The portal's files exist in dev mode only, as the portal does.
    private static func file(_ core: APICore, _ call: Call) throws -> HTTPResponse {
        let path = call.parameters["path"]
        guard core.configuration.isDev || !path.hasPrefix("portal/") else { throw unknown }
        return try page(path, call)
    }

    /// 404 `page.not_found` for what is not on the shelf.
    private static func page(_ path: String, _ call: Call) throws -> HTTPResponse {
        guard let page = PageShelf.pages[path] else { throw unknown }
        return page.answer(to: call.request)
    }

    private static let unknown = Problem(.pageNotFound, "There is no page or part of one here.")
}
