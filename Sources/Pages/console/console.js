/** The console: its frame, and which view is in it. */
import { fill, icon } from "../shared/dom.js";
import { themeToggle } from "../shared/theme-toggle.js";
import { zone } from "../shared/time.js";
import { connection } from "./follow.js";
import { help, listenToKeys, placeKey, viewKeys } from "./keys.js";
import { go, href, locate, onRoute, view } from "./route.js";
import { loadSession, may, onSessionEnd, session, sessionEndDialog, signInPage, signOut } from "./session.js";
import { button, e, eventually, failure, link, notice, page, row, stack } from "./ui.js";

/** Each view: its address, name, icon and key, who may see it, and the module that has it. */
const views = [
  ["", "Overview", "home", "o", null, () => import("./overview.js")],
  ["events", "Events", "pulse", "e", "audit:read", () => import("./events.js")],
  ["subjects", "Subjects", "person", "s", "audit:read", () => import("./subjects.js")],
  ["stream", null, null, null, "audit:read", () => import("./stream.js")],
  [null, "Where people are lost", null, null, "analytics:read"],
  ["funnel", "Funnels", "funnel", "f", "analytics:read", () => import("./funnel.js")],
  ["friction", "Friction", "hourglass", "r", "analytics:read", () => import("./friction.js")],
  ["experiments", "Experiments", "flask", "x", "analytics:read", () => import("./experiments.js")],
  ["paths", "Paths", "paths", "p", "analytics:read", () => import("./paths.js")],
  [null, "Proof", null, null, "audit:read"],
  ["integrity", "Integrity", "shield", "i", "audit:read", () => import("./integrity.js")],
  ["models", "Read models", "layers", "m", "admin", () => import("./models.js")],
].map(([path, name, sign, key, scope, load]) => ({ path, name, sign, key, scope, load, at: path ? [path] : [] }));

const main = e("main.view", { id: "main", tabindex: -1 });
let open = null;
let isFirst = true;

/** Shows what the address says: within the view that is open, where that can, or in a new one. */
async function show(isAgain = false) {
  locate();
  const address = view.segments.join("/");
  const isSame = open?.address === address;
  if (!isAgain && isSame && open.shown?.update?.() === true) return;
  const control = isSame && document.activeElement?.labels?.[0]?.textContent;
  open?.stop.abort();
  const mine = { address, stop: new AbortController() };
  open = mine;
  view.signal = mine.stop.signal;
  const found = views.find((each) => each.path === (view.segments[0] ?? ""));
  viewKeys();
  mark(found);
  const waits = setTimeout(() => open === mine && fill(main, eventually(() => new Promise(() => {}))), 150);
  let shown;
  try {
    shown = await made(found);
  } catch (error) {
    if (open !== mine) return;
    shown = { title: "Problem", element: page(found?.name ?? "Console", null, failure(error, () => show(true))) };
  }
  if (open !== mine) return;
  clearTimeout(waits);
  mine.shown = shown;
  document.title = `${shown.title} · onboard`;
  fill(main, shown.element);
  main.scrollTop = 0;
  const again = control && [...main.querySelectorAll("label")].find((each) => each.textContent === control)?.control;
  if (!isFirst) (again || main.querySelector("h1"))?.focus({ preventScroll: true });
  isFirst = false;
  shown.begin?.();
}

async function made(found) {
  if (!found) {
    return { title: "Not found", element: page("There is nothing here", null,
      e("p", "The address leads to no view; it may have been cut short."), row(link("To the overview", [], {},
        "button"))) };
  }
  if (may(found.scope)) return (await found.load()).show();
  return { title: found.name, element: page(found.name ?? "Console", null, notice("warn",
    `This needs a key with the scope ${found.scope}; yours has ${session.scopes.join(", ")}. `
      + "Sign out, and sign in with another.")) };
}

function frame() {
  const search = e("form.search", {
    role: "search",
    on: { submit: (event) => { event.preventDefault(); go(href(["subjects"],
      { q: event.target.elements.q.value.trim() })); } },
  }, icon("search"), e("input", {
    id: "search", name: "q", type: "search", placeholder: "Search people, tenants, streams", autocomplete: "off",
      maxlength: 200,
    "aria-label": "Search people, tenants and streams",
  }), e("kbd", { "aria-hidden": "true" }, "/"));
  fill(document.body,
    e("a.skip-link.unseen", { href: "#main" }, "To the content"),
    e("header.bar",
      button(icon("menu"), () => openMenu(!document.body.dataset.menu), "quiet.icon-button.menu-button",
        { "aria-label": "Menu", "aria-expanded": "false", "aria-controls": "side" }),
      e("a.brand", { href: href([]) }, e("img", { src: "/pages/shared/mark.svg", alt: "", width: 26, height: 26 }),
        e("span", "onboard")),
      may("audit:read") ? search : e("span.search"),
      button("?", help, "quiet.icon-button", { "aria-label": "Keys", title: "Keys (?)" }), themeToggle()),
    side(), main, e("div", { id: "told", role: "status" }));
}

function side() {
  const live = e("span.live-state", { role: "status" });
  const showLive = () => {
    live.dataset.state = connection.state ?? "idle";
    fill(live, e("span.live-dot"), { live: "Live", waiting: "Waiting for the server",
      over: "Not live" }[connection.state] ?? "Ready");
  };
  connection.addEventListener("change", showLive);
  showLive();
  return e("nav.side", { id: "side", "aria-label": "Views" },
    e("ul", views.filter((each) => each.name && may(each.scope)).map((each) => (each.load
      ? e("li", e("a", { href: href(each.at), data: { path: each.path }, on: { click: () => openMenu(false) } },
        icon(each.sign), each.name))
      : e("li.side-heading", each.name)))),
    e("div.side-foot.stack-tight.small.soft", live, e("div", "Times in ", zone),
      e("div.row.row-apart", e("span", { title: session.scopes.join(", ") }, `Key: ${session.name || "unnamed"}`),
        button("Sign out", signOut, "quiet.small-button"))));
}

function openMenu(isOpen) {
  document.body.dataset.menu = isOpen ? "open" : "";
  document.querySelector(".menu-button").setAttribute("aria-expanded", String(isOpen));
}

function mark(found) {
  const path = found?.path === "stream" ? "subjects" : found?.path;
  for (const each of document.querySelectorAll(".side a")) {
    each.toggleAttribute("aria-current", each.dataset.path === path);
    if (each.dataset.path === path) each.setAttribute("aria-current", "page");
  }
}

/** A tab that was left open: the server may be another by now, and the session over. */
async function lookAgain() {
  if (document.hidden) return;
  const { version } = session;
  await loadSession().catch(() => {});
  if (!session.signedIn) sessionEndDialog(() => show(true));
  if (session.version === version || document.querySelector(".stale")) return;
  document.body.append(e("div.stale", notice("warn", row("The server was updated since this page was opened.",
    button("Reload", () => location.reload(), "small-button")))));
}

function begin() {
  for (const each of views) if (each.key && may(each.scope)) placeKey(each.key, each.name, each.at);
  frame();
  onSessionEnd(() => sessionEndDialog(() => show(true)));
  onRoute(show);
  listenToKeys();
  document.addEventListener("visibilitychange", lookAgain);
  show();
}

async function start() {
  try {
    await loadSession();
    if (session.signedIn) begin();
    else fill(document.body, signInPage(begin)).querySelector("input").focus();
  } catch (error) {
    fill(document.body, e("main.sign-in", stack({ class: "card" }, e("h1", "Console"), failure(error, start))));
  }
}

start();
