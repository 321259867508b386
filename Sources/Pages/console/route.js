/** Where the console is: the address holds the whole view, so that a link to it can be sent. */

const base = "/console";

/** The view that is open: what its address says, and a signal that ends with it. */
export const view = { segments: [], query: new URLSearchParams(), signal: null };

/** Takes over what the address says; what is no proper escape stands for itself. */
export function locate() {
  view.segments = location.pathname.slice(base.length).split("/").filter(Boolean).map((text) => {
    try { return decodeURIComponent(text); } catch { return text; }
  });
  view.query = new URLSearchParams(location.search);
}

/** What the address asks, of these names. */
export const asked = (names) => Object.fromEntries(names.map((name) => [name, view.query.get(name)])
  .filter(([, text]) => text));

/** A query as text, without its empty members. */
export function search(query) {
  return new URLSearchParams(Object.entries(query).filter(([, text]) => text || text === 0)).toString();
}

/** The address of a view. */
export function href(segments, query = {}) {
  const text = search(query);
  return [base, ...segments.map(encodeURIComponent)].join("/") + (text ? `?${text}` : "");
}

let changed = () => {};

/** Calls back when another view is to be shown. */
export function onRoute(callback) {
  changed = callback;
  addEventListener("popstate", () => changed());
  document.addEventListener("click", follow);
}

/** Links within the console change the view; a new tab, a download or another site is the browser's. */
function follow(event) {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.button !== 0 || link.hasAttribute("download") || link.hash
    || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.origin !== location.origin || !`${link.pathname}/`.startsWith(`${base}/`)) return;
  event.preventDefault();
  go(link.href);
}

/** Again and again while the view is open and looked at, and as soon as somebody looks again. */
export function steadily(work, milliseconds) {
  const { signal } = view;
  const look = () => { if (!document.hidden) work(); };
  const timer = setInterval(look, milliseconds);
  document.addEventListener("visibilitychange", look, { signal });
  signal.addEventListener("abort", () => clearInterval(timer));
}

/** Opens a view. */
export function go(address) {
  if (new URL(address, location.href).href !== location.href) history.pushState(null, "", address);
  changed();
}

/** Changes the query of the view that is open, which shows the change itself. */
export function amend(query, isStep = false) {
  locate();
  const text = search({ ...Object.fromEntries(view.query), ...query });
  const address = location.pathname + (text ? `?${text}` : "");
  if (address !== location.pathname + location.search) history[isStep ? "pushState" : "replaceState"](null, "",
    address);
  locate();
}
