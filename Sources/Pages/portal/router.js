/** Which page is shown: `/portal/<flow><the flow's own route>`, each behind the server's gate. */
import { explain, Problem, reached, Unreachable } from "../shared/api.js";
import { address, e, linkOf, on } from "../shared/dom.js";
import { gate } from "../onboarding/onboarding.js";
import { flowNamed } from "./flows.js";
import { people, renewing } from "./people.js";
import { signInPage } from "./sign-in.js";
import { view } from "./view.js";

const root = "/portal";

/** Redirects in a row before something must be wrong. */
const redirectsMax = 8;

export class Router {
  #shell;
  #leaving = new AbortController();
  #shown;

  constructor(shell) { this.#shell = shell; }

  start() {
    // A link within the page moves the focus only.
    addEventListener("popstate", () => { if (address() !== this.#shown) this.#show(); });
    on(document, "click", (event) => this.#follow(event));
    this.#shell.onSignOut = (flow) => {
      // What was typed last still goes out as this person's.
      this.#leaving.abort();
      people.leave(flow.id);
      return this.go(`${root}/${flow.id}${flow.start}`);
    };
    // Another tab signed in somebody else, or out; or the session is over.
    for (const event of ["storage", "pageshow"]) addEventListener(event, () => this.#look());
    people.ended = () => this.#look();
    this.#show();
  }

  /** Goes to a page of the portal; `replace` leaves no step back. */
  go(address, { replace = false } = {}) {
    history[replace ? "replaceState" : "pushState"](null, "", address);
    return this.#show();
  }

  #look() {
    const [flow] = this.#place();
    if (flow && people.isOther(flow.id)) this.#show();
  }

  #follow(event) {
    const link = linkOf(event);
    if (!link || !`${link.pathname}/`.startsWith(`${root}/`)) return;
    if (link.hash && link.pathname === location.pathname) return;
    event.preventDefault();
    this.go(link.pathname + link.search);
  }

  async #show(redirects = 0) {
    this.#leaving.abort();
    this.#shown = address();
    this.#shell.main.ariaBusy = true;
    const leaving = this.#leaving = new AbortController();
    const [flow, route, isAtDoor] = this.#place();
    const page = { signal: leaving.signal, query: new URLSearchParams(location.search), flow, route };
    // Who went elsewhere meanwhile is not taken back.
    const here = (work) => (leaving.signal.aborted ? null : work());
    page.go = (path, options) =>
      here(() => this.go(path.startsWith(root) ? path : `${root}/${flow.id}${path}`, options));
    page.reload = () => here(() => this.#show());
    page.show = (shown) => here(() => this.#shell.show(shown, page));
    if (flow) people.meet(flow.id);
    try {
      if (flow && !flow.pages) Object.assign(flow, (await reached(flow.load)).flow);
      if (isAtDoor && await flow.resume?.(page)) return;
      const shown = flow ? await this.#guarded(page, redirects) : route === "" ? view("home") : lost(page);
      if (shown) page.show(shown);
    } catch (error) {
      if (!leaving.signal.aborted) page.show(this.#trouble(error, page));
    }
  }

  /** The flow, the route within it, and whether that is its door: `/portal/signup` begins or goes on. */
  #place() {
    const [, , id, ...rest] = location.pathname.split("/");
    const flow = flowNamed(id);
    if (!flow) return [undefined, id ?? "", false];
    const route = `/${rest.join("/")}`.replace(/(.)\/$/, "$1");
    return rest.length === 0 ? [flow, flow.start, true] : [flow, route, false];
  }

  /** The page, if the gate opens it; null after going elsewhere. */
  async #guarded(page, redirects) {
    const { flow, route, query } = page;
    if (flow.needsPerson && !people.of(flow.id)) return signInPage(flow, page);
    // The gate is asked about no page that is open to everybody.
    const open = flow.open?.[route];
    if (open) return open(page);
    const before = flow.before?.(query);
    if (before) return page.go(before, { replace: true });
    const answer = await this.#ask(page);
    this.#shell.panel.noteGate(flow, route, answer);
    if (page.signal.aborted) return null;
    page.gate = answer;
    if (answer.decision !== "allow" && redirects < redirectsMax) {
      const kept = flow.keep?.(query) ?? "";
      history.replaceState(null, "", `${root}/${flow.id}${answer.location}${kept}`);
      await this.#show(redirects + 1);
      return null;
    }
    return (flow.pages[route] ?? lost)(page);
  }

  #ask({ flow, route, query, signal }) {
    return renewing(flow.id, (token) => gate(flow.id, route, { token, place: flow.place?.(query) ?? {}, signal }));
  }

  #trouble(error, page) {
    const isTold = error instanceof Problem || error instanceof Unreachable;
    if (!isTold) console.error(error);
    if (error instanceof Unreachable) addEventListener("online", page.reload, { signal: page.signal });
    return page.flow?.trouble?.(error, page) ?? view("trouble", { why: explain(error), again: page.reload });
  }
}

const lost = ({ flow, route }) => view("lost", flow && {
  where: `${flow.title} has no page ${route}.`,
  flow: e("a.button", { href: `${root}/${flow.id}` }, `To ${flow.title}`),
});
