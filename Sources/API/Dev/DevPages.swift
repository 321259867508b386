import HTTPServer

/// The sandboxes' pages: plain HTML in the pages' own colours, with nothing from elsewhere.
enum DevPages {
    /// The order's plan and price, with buttons while the checkout is open.
    static func checkout(_ checkout: HeldCheckout) -> HTTPResponse {
        let path = "/dev/checkout/\(escaped(checkout.id))"
        let plan = checkout.order.plan
        return page(
            "Sandbox payment", "Nobody pays here: dev mode plays the payment provider.",
            """
            <p class="bill row row-apart"><span>\(escaped(plan.name))</span>
            <strong class="numbers">\(escaped("\(plan.price) \(plan.currency)"))</strong></p>
            \(buttons(checkout, path))
            """)
    }

    /// A checkout ends once: then only the way on is left, for who came back to it.
    private static func buttons(_ checkout: HeldCheckout, _ path: String) -> String {
        guard let outcome = checkout.outcome else {
            return """
                <form method="post" action="\(path)/pay"><button>Pay</button></form>
                <form method="post" action="\(path)/expire">
                <button class="secondary">Let it expire</button></form>
                """
        }
        let words = outcome == .paid ? "It was paid." : "It ran out."
        let address = escaped(checkout.address(after: outcome))
        return "<p>\(words)</p><a class=\"button\" href=\"\(address)\">Go on</a>"
    }

    /// A form that sends itself back with a name and an email in the query.
    static func signIn(redirectURI: String, state: String) -> HTTPResponse {
        page(
            "Sandbox Google", "Anybody is believed here: dev mode plays the identity provider.",
            """
            <form class="stack" method="get" action="/dev/google/authorize">
            <input type="hidden" name="redirect_uri" value="\(escaped(redirectURI))">
            <input type="hidden" name="state" value="\(escaped(state))">
            <label>Given name <input name="given" value="Ada"></label>
            <label>Family name <input name="family" value="Lovelace"></label>
            <label>Email <input name="email" type="email" required autofocus></label>
            <button>Sign in</button>
            </form>
            """)
    }

    /// `title` and `lead` are ours; whatever comes from elsewhere is escaped in `content` already.
    private static func page(_ title: String, _ lead: String, _ content: String) -> HTTPResponse {
        HTTPResponse(
            status: 200,
            fields: [
                "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store",
                "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
                // Forms lead to this server, and from there to the app's own address.
                "Content-Security-Policy":
                    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
                    + "form-action 'self' http: https:; frame-ancestors 'none'; base-uri 'none'",
            ],
            body: .text(
                """
                <!doctype html><html lang="en"><meta charset="utf-8"><title>\(title)</title>
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <link rel="icon" href="/pages/shared/mark.svg">
                <link rel="stylesheet" href="/pages/shared/tokens.css">
                <link rel="stylesheet" href="/pages/shared/base.css">
                <link rel="stylesheet" href="/pages/portal/sandbox.css">
                <script src="/pages/shared/theme.js"></script>
                <main class="card stack"><span class="badge warn">sandbox</span>
                <h1>\(title)</h1><p class="soft">\(lead)</p>\(content)</main></html>

                """))
    }

    /// Text as it may stand in HTML, between tags and within quotes.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        // Not over characters: a quote with an accent is one of its own to Swift alone.
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
