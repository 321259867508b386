import HTTPServer

/// The sandboxes' pages: plain HTML without a script, and without anything from elsewhere.
enum DevPages {
    static func checkout(_ checkout: SandboxCheckouts.Held) -> HTTPResponse {
        let path = "/dev/checkout/\(escaped(checkout.id))"
        let plan = checkout.order.plan
        return page(
            "Sandbox payment",
            """
            <h1>Sandbox payment</h1>
            <p>\(escaped(plan.name)) · \(escaped("\(plan.price) \(plan.currency)"))</p>
            \(buttons(checkout, path))
            """)
    }

    /// A checkout ends once: then there is nothing left to press.
    private static func buttons(_ checkout: SandboxCheckouts.Held, _ path: String) -> String {
        switch checkout.outcome {
        case .paid: "<p>It was paid.</p>"
        case .expired: "<p>It ran out.</p>"
        case nil:
            """
            <form method="post" action="\(path)/pay"><button>Pay</button></form>
            <form method="post" action="\(path)/expire">
            <button class="quiet">Let it expire</button></form>
            """
        }
    }

    static func signIn(redirectURI: String, state: String) -> HTTPResponse {
        page(
            "Sandbox Google",
            """
            <h1>Sandbox Google</h1>
            <form method="get" action="/dev/google/authorize">
            <input type="hidden" name="redirect_uri" value="\(escaped(redirectURI))">
            <input type="hidden" name="state" value="\(escaped(state))">
            <label>Given name <input name="given" value="Ada"></label>
            <label>Family name <input name="family" value="Lovelace"></label>
            <label>Email <input name="email" type="email" required autofocus></label>
            <button>Sign in</button>
            </form>
            """)
    }

    private static func page(_ title: String, _ content: String) -> HTTPResponse {
        HTTPResponse(
            status: 200,
            fields: [
                "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store",
                "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
                // Forms lead to this server, and from there to the app's own address.
                "Content-Security-Policy":
                    "default-src 'none'; style-src 'unsafe-inline'; "
                    + "form-action 'self' http: https:; frame-ancestors 'none'; base-uri 'none'",
            ],
            body: .text(
                """
                <!doctype html><html lang="en"><meta charset="utf-8"><title>\(title)</title>
                <meta name="viewport" content="width=device-width"><style>\(style)</style>
                <main>\(content)</main></html>

                """))
    }

    private static let style = """
        :root{color-scheme:light dark}body{font:1rem/1.5 system-ui;display:grid;place-items:center;\
        min-height:90vh}main{width:22rem}label,input,button{display:block;width:100%;\
        box-sizing:border-box;margin:.4rem 0;padding:.5rem}label{padding:0}.quiet{opacity:.7}
        """

    /// Text as it may stand in HTML, between tags and within quotes.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.append(character)
            }
        }
        return escaped
    }
}
