"""A browser profile with one page or more, and what went wrong in it."""

import html
import pathlib
import re

from axe_core_python.base import AXE_SCRIPT

TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".html": "text/html"}


class Visitor:
    """
    Storage and cookies of its own; `page` is its first tab. What moves for ever costs two cores a tenth of their time:
    so whoever does not ask for motion has asked the system for less of it.
    """

    def __init__(self, browser, origin, pages_from=None, *, reduced_motion="reduce", **options):
        self.origin = origin
        self.context = browser.new_context(base_url=origin, reduced_motion=reduced_motion, **options)
        self.context.set_default_timeout(10_000)
        self.problems = []
        self.policy = None
        self.allowed = []
        if pages_from:
            self._serve_files(pathlib.Path(pages_from))
        self.page = self.tab()

    def tab(self):
        """Another page of the same profile."""
        page = self.context.new_page()
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.problems.append(f"uncaught: {error}"))
        return page

    def _note(self, entry):
        if entry.type in ("error", "warning"):
            self.problems.append(f"{entry.type}: {entry.text} ({entry.location.get('url', '')})")

    def allow(self, *patterns):
        """Refusals that a test provokes; the browser itself writes each to the console."""
        self.allowed += patterns

    def check_console(self):
        """Fails for any error or warning that no test asked for."""
        rest = [problem for problem in self.problems
                if not any(re.search(pattern, problem) for pattern in self.allowed)]
        assert not rest, "the console has:\n  " + "\n  ".join(rest)

    def close(self):
        self.context.close()

    def offline(self, is_offline=True):
        """Cuts the network, or brings it back."""
        self.context.set_offline(is_offline)

    def serve_units(self):
        """The client library's tests beside it. Where nothing is routed, the browser keeps what it was sent."""
        here = pathlib.Path(__file__).parent
        self.context.route("**/pages/units/*", lambda route: self._fulfil(route, here / "units"))

    # While pages are being written: no build for each change.

    def _serve_files(self, folder):
        self.context.route("**/pages/*/*", lambda route: self._from(route, folder))
        for app in ("portal", "console"):
            self.context.route(re.compile(rf"//[^/]+/{app}(?!/session)(/|\?|$)"), self._shell(folder / app))
        self.context.route(re.compile("//[^/]+/dev/(checkout|google)/"), self._lead)

    @staticmethod
    def _lead(route):
        """A page that leads on does so by itself: what a redirect leads to comes through no route."""
        response = route.fetch(max_redirects=0)
        target = response.headers.get("location")
        if not target:
            return route.fulfill(response=response)
        return route.fulfill(
            content_type="text/html", body=f'<meta http-equiv="refresh" content="0;url={html.escape(target)}">')

    def _shell(self, folder):
        return lambda route: route.fulfill(response=route.fetch(), body=self._page(folder))

    def _page(self, folder):
        """An app's page with the templates that stand beside it, as the server puts it together."""
        files = sorted(file for file in folder.glob("*.html") if file.name != "index.html")
        templates = "".join(file.read_text() for file in files)
        return (folder / "index.html").read_text().replace("  </head>", templates + "  </head>")

    def _from(self, route, folder):
        return self._fulfil(route, folder / route.request.url.split("/pages/", 1)[1].split("/")[0])

    def _fulfil(self, route, folder):
        file = folder / route.request.url.rsplit("/", 1)[1].split("?")[0]
        # Asked for once: a server that a test ended says nothing.
        self.policy = self.policy or route.fetch(url=self.origin + "/console").headers["content-security-policy"]
        route.fulfill(
            path=file, headers={
                "Content-Type": TYPES[file.suffix] + "; charset=utf-8",
                "Content-Security-Policy": self.policy})


def look(page, is_hidden):
    """Another tab comes to the front, or this one does."""
    page.evaluate("""(hidden) => {
      Object.defineProperty(document, "hidden", { configurable: true, value: hidden });
      document.dispatchEvent(new Event("visibilitychange"));
    }""", is_hidden)


def lose_answer(page, path):
    """The server takes the next request to a path, and its answer is lost."""
    def take(route):
        route.fetch()
        route.abort()

    page.route(path, take, times=1)


def await_rest(page):
    """Returns once what moves has come to rest; what turns for ever is left turning."""
    page.evaluate("""() => Promise.allSettled(document.getAnimations()
        .filter((animation) => animation.effect.getComputedTiming().endTime !== Infinity)
        .map((animation) => animation.finished))""")


def check_accessibility(page, what, rules=None):
    """axe-core finds nothing serious or critical, by all rules or by these, once what moves has come to rest."""
    await_rest(page)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    lines = page.evaluate(
        """async (rules) => {
          const { violations } = await axe.run(document,
            { resultTypes: ["violations"], ...(rules && { runOnly: rules }) });
          return violations.filter(({ impact }) => ["serious", "critical"].includes(impact))
            .flatMap(({ id, help, nodes }) => nodes.map(({ html, failureSummary = "" }) =>
              `${id}: ${help}: ${html.slice(0, 160)} ${failureSummary.slice(0, 300)}`));
        }""", rules)
    assert not lines, f"{what}:\n  " + "\n  ".join(lines)


def check_width(page, what, width=320):
    """At this width nothing needs sideways scrolling, once what slides in has arrived."""
    size = page.viewport_size
    page.set_viewport_size({"width": width, "height": 640})
    await_rest(page)
    wide = page.evaluate(
        """() => document.documentElement.scrollWidth > innerWidth
            ? [...document.querySelectorAll("body *")]
                .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
                .slice(0, 5).map((element) => element.outerHTML.slice(0, 120))
            : []""")
    page.set_viewport_size(size)
    assert not wide, f"{what} is wider than {width} px:\n  " + "\n  ".join(wide)
