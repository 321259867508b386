/** Where the console is: the address holds the whole view, so that a link to it can be sent. */
import { address, escaped, linkOf, on } from "../shared/dom.js";

const base = "/console";

/** The view that is open: what its address says, and a signal that ends with it. */
export const view = { segments: [], query: new URLSearchParams(), signal: null };

let shown = "";
let waiting;

/** Takes over what the address says; what is no proper escape stands for itself. */
export function locate() {
  waiting = clearTimeout(waiting);
  shown = address();
  view.segments = location.pathname.slice(base.length).split("/").filter(Boolean).map((text) => {
    try { return decodeURIComponent(text); } catch { return text; }
  });
  view.query = new URLSearchParams(location.search);
}

/** Says in the tab what is shown. */
export const entitle = (title) => { document.title = `${title} · onboard`; };

/** What the address asks, of these names. */
export const asked = (names) => Object.fromEntries(names.map((name) => [name, view.query.get(name)])
  .filter(([, text]) => text));

/** A query as text, without its empty members. */
export const search = (query) =>
  new URLSearchParams(Object.entries(query).filter(([, text]) => text || text === 0)).toString();

/** The address of a view. */
export function href(segments, query = {}) {
  const text = search(query);
  return [base, ...segments.map(escaped)].join("/") + (text ? `?${text}` : "");
}

let changed = () => {};

/** Calls back when another view is to be shown. */
export function onRoute(callback) {
  changed = callback;
  // A link within the page moves the focus only.
  addEventListener("popstate", () => { if (address() !== shown) changed(); });
  on(document, "click", follow);
}

/** Links within the console change the view. */
function follow(event) {
  const link = linkOf(event);
  if (!link || link.hash || !`${link.pathname}/`.startsWith(`${base}/`)) return;
  event.preventDefault();
  go(link.href);
}

/**
 * Again and again while the view is open and looked at, and as soon as somebody looks again, whatever fails; one time
 * after the other.
 */
export function steadily(work, milliseconds) {
  const { signal } = view;
  let isBusy;
  const look = async () => {
    if (document.hidden || isBusy) return;
    isBusy = true;
    await work().catch(() => {});
    isBusy = false;
  };
  const timer = setInterval(look, milliseconds);
  on(document, "visibilitychange", look, { signal });
  on(signal, "abort", () => clearInterval(timer));
}

/** Opens a view, or the one that is open anew. */
export function go(next = "") {
  if (waiting) settle();
  if (new URL(next, location.href).href !== location.href) history.pushState(null, "", next);
  changed();
}

/**
 * Changes the query of the view that is open, which shows the change itself. The address follows when it rests, or at
 * once with a step: browsers take some changes in a while, and no more.
 */
export function amend(query, isStep = false) {
  view.query = new URLSearchParams(search({ ...Object.fromEntries(view.query), ...query }));
  clearTimeout(waiting);
  if (isStep) settle("pushState");
  else waiting = setTimeout(settle, 200);
}

/** Has the address say what is shown. */
function settle(change = "replaceState") {
  const text = `${view.query}`;
  const next = location.pathname + (text ? `?${text}` : "");
  if (next !== address()) history[change](null, "", next);
  locate();
}
