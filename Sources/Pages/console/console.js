/** The console: its frame, and which view is in it. */
import { reached } from "../shared/api.js";
import { all, byID, e, fill, find, focusOn, on, stamp } from "../shared/dom.js";
import { themeToggle } from "../shared/theme-toggle.js";
import { zone } from "../shared/time.js";
import { connection } from "./follow.js";
import { help, listenToKeys, placeKey, viewKeys } from "./keys.js";
import { entitle, go, href, locate, onRoute, view } from "./route.js";
import { loadSession, may, onSessionEnd, session, sessionEndDialog, signInPage, signOut } from "./session.js";
import { eventually, failure, notice, page, stack } from "./ui.js";

/** The module of each view by its address. The frame's links name them, and say who may see them. */
const views = {
  "": () => import("./overview.js"),
  events: () => import("./events.js"),
  subjects: () => import("./subjects.js"),
  stream: () => import("./stream.js"),
  funnel: () => import("./funnel.js"),
  friction: () => import("./friction.js"),
  experiments: () => import("./experiments.js"),
  paths: () => import("./paths.js"),
  integrity: () => import("./integrity.js"),
  models: () => import("./models.js"),
};

const main = e("main.view", { id: "main", tabindex: -1 });
/** How often a server that cannot be reached is asked whether it is there. */
const awayMilliseconds = 3000;
let open = null;
let isFirst = true;

/** Shows what the address says: within the view that is open, where that can, or in a new one. */
async function show(isAgain = false) {
  locate();
  leaveMenu();
  const address = view.segments.join("/");
  const isSame = open?.address === address;
  if (!isAgain && isSame && open.shown?.update?.() === true) return;
  const control = isSame && document.activeElement?.labels?.[0]?.textContent;
  open?.stop.abort();
  const mine = { address, stop: new AbortController() };
  open = mine;
  view.signal = mine.stop.signal;
  const path = view.segments[0] ?? "";
  viewKeys();
  mark(path);
  const waits = setTimeout(() => open === mine && fill(main, eventually(() => new Promise(() => {}))), 150);
  let shown;
  try {
    shown = await made(path);
  } catch (error) {
    if (open !== mine) return;
    const name = nameOf(path);
    shown = { title: `Problem: ${view.segments[1] ?? name}`,
      element: page(name, null, failure(error, () => show(true))) };
  }
  if (open !== mine) return;
  clearTimeout(waits);
  mine.shown = shown;
  entitle(shown.title);
  fill(main, shown.element);
  main.scrollTop = 0;
  const again = control && all("label", main).find((each) => each.textContent === control)?.control;
  if (!isFirst) focusOn(again || find("h1", main));
  isFirst = false;
  shown.begin?.();
}

/** The address of the frame's link to a view; a subject is one of the subjects. */
const placeOf = (path) => href(path ? [path === "stream" ? "subjects" : path] : []);

/** The frame's link to a view, which those who may not see it do not have. */
const linkIn = (path) => find(`[data-key][href="${placeOf(path)}"]`,
  byID("frame").content);

/** What the frame calls a view. */
const nameOf = (path) => linkIn(path)?.textContent ?? "Console";

async function made(path) {
  if (!Object.hasOwn(views, path)) {
    return { title: "Not found", element: page("There is nothing here", null, stamp("lost")) };
  }
  const scope = linkIn(path).parentNode.dataset.if;
  if (may(scope)) return (await reached(views[path])).show();
  const name = nameOf(path);
  return { title: name, element: page(name, null, notice("warn",
    stamp("locked", { scope, scopes: session.scopes.join(", ") }))) };
}

function frame() {
  const allowed = Object.fromEntries(["audit:read", "analytics:read", "admin"].map((scope) => [scope, may(scope)]));
  fill(document.body, stamp("frame", {
    ...allowed, unsearched: !allowed["audit:read"], theme: themeToggle(), main, zone, help, signOut,
    key: e("span", { title: session.scopes.join(", ") }, `Key: ${session.name || "unnamed"}`),
    search: ({ target }) => go(href(["subjects"], { q: target.elements.q.value.trim() })),
    menu: () => openMenu(!main.inert).focus(),
  }));
  on(document, "click", ({ target }) => { if (!target.closest(".menu-button")) leaveMenu(); });
  on(matchMedia("(max-width: 60rem)"), "change", leaveMenu);
  for (const each of links()) placeKey(each.dataset.key, each.textContent, each.href);
  on(connection, "change", showLive);
  showLive();
}

const links = () => all(".side a");

function showLive() {
  const live = find(".live-state");
  live.dataset.state = connection.state ?? "idle";
}

/** What the menu stands before cannot be reached while it is open. Answers where one is then. */
function openMenu(isOpen) {
  const [button, first] = all(".menu-button, .side a");
  main.inert = isOpen;
  document.body.dataset.menu = isOpen ? "open" : "";
  button.ariaExpanded = String(isOpen);
  return isOpen ? first : button;
}

/** Closes the menu; who stands elsewhere, as in the search, stays there. */
function leaveMenu() {
  if (!main.inert) return;
  const isIn = document.activeElement.matches("body, .side *");
  const button = openMenu(false);
  if (isIn) button.focus();
}

function mark(path) {
  for (const each of links()) each.ariaCurrent = each.pathname === placeOf(path) ? "page" : null;
}

/**
 * A tab that was left open, or the server was away: it may be another by now, and the session over. What could not be
 * had of it is asked for again.
 */
async function lookAgain() {
  if (document.hidden) return;
  const { version, keyId } = session;
  try { await loadSession(); } catch { return; }
  // Another tab signed in with another key: nothing is done by it under this one's name.
  if (session.signedIn && session.keyId !== keyId) return location.reload();
  for (const each of all(".again")) each.click();
  if (!session.signedIn) sessionEndDialog();
  if (session.version === version || find(".stale")) return;
  document.body.append(stamp("stale", { reload: () => location.reload() }));
}

function begin() {
  frame();
  onSessionEnd(sessionEndDialog);
  onRoute(show);
  listenToKeys();
  on(document, "visibilitychange", lookAgain);
  setInterval(() => { if (find(".again")) lookAgain(); }, awayMilliseconds);
  show();
}

async function start() {
  try {
    await loadSession();
    if (session.signedIn) begin();
    else find("input", fill(document.body, signInPage(begin))).focus();
  } catch (error) {
    fill(document.body, e("main.sign-in", stack({ class: "card" }, e("h1", "Console"), failure(error, start))));
  }
}

start();
