extension APICore {
    /// Dev mode's tools, for dev mode's routes.
    var devTools: DevTools {
        guard let dev else { preconditionFailure("dev routes come with dev tools") }
        return dev
    }
}
