/** Words and small shapes that the views are put together from. */
import { explain, Problem, Unreachable } from "../shared/api.js";
import { all, byID, e, fill, find, focusOn, holdsFocus, icon, newID, stamp } from "../shared/dom.js";
import { time } from "../shared/time.js";
import { href, view } from "./route.js";

export const stack = (...children) => e("div.stack", ...children);
export const tight = (...children) => e("div.stack-tight", ...children);
export const row = (...children) => e("div.row", ...children);
export const apart = (...children) => e("div.row.row-apart", ...children);
export const soft = (...children) => e("p.soft.small", ...children);
export const link = (text, segments, query, kind = "small") => e(`a.${kind}`, { href: href(segments, query) }, text);

/** A button; small and quiet in colour unless `kind` says otherwise. */
export const button = (text, press, kind = "secondary.small-button", more = {}) =>
  e(`button.${kind}`, { ...more, on: { click: press } }, text);

/** What a view is: its title, and what stands below it. */
export const page = (title, beside, ...content) =>
  stack(e("header.page-head", e("h1", { tabindex: -1 }, title), row(beside)), ...content);

export function card(title, ...content) {
  const id = newID("card");
  const [text, beside] = [title].flat();
  return e("section.card.stack", { "aria-labelledby": id }, apart(e("h2", { id }, text), beside), ...content);
}

/** A choice among `[value, text]` pairs or plain values. */
export function select(label, options, chosen, change, isNamed = true) {
  const id = newID("choice");
  const pairs = options.map((option) => (Array.isArray(option) ? option : [option, option]));
  if (chosen && !pairs.some(([value]) => value === chosen)) pairs.push([chosen, chosen]);
  return e("div.field", e(isNamed ? "label" : "label.unseen", { for: id }, label),
    e("select.small-select", { id, on: { change: (event) => change(event.target.value) } },
      pairs.map(([value, text]) => e("option", { value, selected: value === (chosen ?? "") }, text))));
}

/** A labelled input. */
export function field(label, properties) {
  const id = newID("field");
  return e("div.field", e("label", { for: id }, label), e("input", { id, autocomplete: "off", spellcheck: "false",
    ...properties }));
}

/** A filter that holds, and the way to take it away. */
export const chip = (name, text, address) => e("a.chip", { href: address }, e("span.soft", name), " ", text,
  e("span", { role: "img", "aria-label": ", take away" }, " ×"));

export const notice = (kind, ...text) => e(`div.notice.${kind}`, { role: kind === "good" ? "status" : "alert" },
  icon(kind === "good" ? "check" : "alert"), e("div", ...text));

export const download = (text, address, name) => e("a.button.secondary.small-button", { href: address, download: name },
  text);

/** How much larger than usual its reader has text. */
export const zoom = () => globalThis.getComputedStyle(document.documentElement).fontSize.slice(0, -2) / 16;

/** Where it is broader than its place, it can be reached by keyboard, and scrolled. */
export function scrolls(element) {
  new ResizeObserver(() => {
    if (element.scrollWidth > element.clientWidth) element.tabIndex = 0;
    else element.removeAttribute("tabindex");
  }).observe(element);
  return element;
}

/** A table; columns that begin with `#` are numbers. */
export function table(columns, rows, kind = "") {
  const cell = (index) => (columns[index]?.startsWith("#") ? "number" : null);
  const names = columns.map((column) => column.replace("#", ""));
  return scrolls(e("div.scroll-x", { role: "group", "aria-label": `Table: ${names.join(", ")}` },
    e("table", { class: kind },
    e("thead", e("tr", names.map((name, index) => e("th", { scope: "col", class: cell(index) }, name)))),
    e("tbody", rows.map((cells) => (cells instanceof Node ? cells : e("tr", cells.map((each, index) =>
      (index === 0 ? e("th", { scope: "row", class: cell(0) }, each) : e("td", { class: cell(index) }, each))))))))));
}

/** Names with what they stand for; what is missing is left out. */
export const facts = (pairs) => e("dl.facts", pairs.filter((pair) => pair && (pair[1] ?? false) !== false)
  .map(([name, thing]) => e("div", e("dt", name), e("dd", thing))));

// Numbers and words

const numbers = new Intl.NumberFormat();
const shares = new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 1 });

export const count = (number) => numbers.format(number);
export const short = (number) => compact.format(number);
/** Never rounded to what it is not: to nothing, or to everything (D5). */
export function share(fraction) {
  if (fraction == null) return "–";
  const near = fraction > 0 && fraction < 1 ? Math.max(0.001, Math.min(fraction, 0.999)) : fraction;
  return ["<", "", ">"][1 + Math.round((fraction - near) * 1000)] + shares.format(near);
}
export const plural = (number, one) => `${count(number)} ${number === 1 ? one : `${one}s`}`;

/** `SignUpStarted` as `Sign up started`; names from other systems stay as they are. */
export function eventName(type) {
  if (!/^([A-Z][a-z0-9]+)+$/.test(type)) return type;
  const words = type.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  return words[0].toUpperCase() + words.slice(1);
}

/** `identity_pending` as `identity pending`. */
export const stageName = (name) => String(name).replaceAll("_", " ");

/** A word of the server's as people say it, where a template of its `kind` has that. */
export const inWords = (kind, word) => byID(`${kind}.${word}`)?.content.textContent ?? word;

/** A word of a state; the style knows which of them are good, bad, or not over yet. */
export function badge(word) {
  const text = stageName(word).toLowerCase();
  return e("span.badge", { data: { word: text } }, text);
}

const instant = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z$/;

/** A value in a line of text: times as times, the rest as text. */
export function plain(thing, form = "short") {
  if (typeof thing !== "string") return thing == null ? "–" : JSON.stringify(thing);
  // A day that is none says what it says.
  return new Date(thing).toJSON()?.startsWith(instant.exec(thing)?.[1]) ? time(thing, form) : thing;
}

/** A value as people read it. */
export const value = (thing) => (typeof thing === "string" ? plain(thing, "moment") : e("code", plain(thing)));

// When there is nothing to show

const bones = (lines) => e("div.loading", { role: "status" }, e("span.unseen", "Loading"),
  Array.from({ length: lines }, () => e("div.bone")));

/** Shows what a promise brings in its place, or why it brings nothing and the way on. */
export function eventually(work, show, lines = 4) {
  const place = e("div.eventually", bones(lines));
  const run = async () => {
    try {
      const shown = show(await work());
      redraw(place, () => fill(place, shown));
    } catch (error) {
      fail(place, error, run);
    }
  };
  run();
  return place;
}

/**
 * Draws a place anew. Who stood in it stands on what has the same address then, else where that was, or else on the
 * view's heading.
 */
export function redraw(place, draw) {
  const stops = () => all("a, button, summary, .list", place);
  const { activeElement } = document;
  const isIn = holdsFocus(place);
  const index = stops().indexOf(activeElement);
  draw();
  if (!isIn || holdsFocus(place)) return;
  const now = stops();
  focusOn(now.find((each) => each.href && each.href === activeElement.href) ?? now[Math.min(index, now.length - 1)]
    ?? find("h1"));
}

/** The first pages of what is loaded page by page, of which `name` is the list: as many as have `number` items. */
export async function firstPages(load, name, number) {
  const found = await load();
  while (found[name].length < number && found.next != null) {
    const more = await load(found.next);
    found[name].push(...more[name]);
    found.next = more.next;
  }
  return found;
}

/** A list that is loaded page by page: `draw(page)` answers rows for `items`, which is the first page's. */
export function pages(first, load, items, draw) {
  const foot = e("div");
  const offer = ({ next }) => fill(foot, next != null && button("More", async function more() {
    if (foot.ariaBusy) return;
    foot.ariaBusy = true;
    try {
      const page = await load(next);
      const rows = [...draw(page)];
      items.append(...rows);
      // Who asked for more stands on the first of them.
      if (holdsFocus(foot)) rows[0]?.querySelector("a").focus();
      offer(page);
    } catch (error) {
      redraw(foot, () => fail(foot, error, more));
    } finally {
      foot.ariaBusy = null;
    }
  }));
  offer(first);
  return foot;
}

/**
 * Reads anew what stands in a place, one time after the other: for all who ask while one is under way there is one
 * more. What could not be read gives way to why, for something may have been erased from it.
 */
export function renewal(place, work) {
  let [last, isDue] = [Promise.resolve()];
  return function run() {
    if (isDue) return;
    isDue = true;
    last = last.then(() => { isDue = false; return work(); })
      .catch((error) => redraw(place, () => fail(place, error, run)));
  };
}

/** What went wrong, in a sentence, and the way on. */
export const failure = (error, retry) =>
  notice(error instanceof Problem && error.status < 500 ? "warn" : "bad", tight(told(error),
    row(error.status === 404 && link("Search", ["subjects"], {}, "button.secondary.small-button"), retry
      && button("Try again", retry, `secondary.small-button${error instanceof Unreachable ? ".again" : ""}`))));

/** Shows that in a place; what ended with its view is no failure. */
export function fail(place, error, retry) {
  if (error?.name !== "AbortError") fill(place, failure(error, retry));
}

function told(error) {
  if (error instanceof Unreachable) return stamp("unreachable");
  if (!(error instanceof Problem)) {
    console.error(error);
    return stamp("unexpected");
  }
  if (error.body.requiredScope) return stamp("scope", error.body);
  if (byID(error.code)) return stamp(error.code);
  return stamp("refused", { text: explain(error) });
}

const tellMilliseconds = 5000;

/** Tells a screen reader, and shows for a while, that something happened. */
export function tell(text, kind = "toast") {
  const line = e(`div.${kind}`, icon("info"), text);
  find("#told").append(line);
  setTimeout(() => line.remove(), tellMilliseconds);
}

let came = {};

/** Tells that events came, once for all that come to a view within the time that a line is shown. */
export function tellEvents(number, kind) {
  const { signal } = view;
  came.number += number;
  if (came.signal === signal) return;
  const mine = came = { signal, number };
  setTimeout(() => {
    if (came === mine) came = {};
    if (!signal.aborted) tell(plural(mine.number, "new event"), kind);
  }, tellMilliseconds);
}

export function copyable(text, label) {
  const code = e("code", text);
  return e("span.digest", code, button(icon("copy"), async () => {
    try {
      await navigator.clipboard.writeText(text);
      tell("Copied.");
    } catch {
      // Browsers lend the clipboard to HTTPS and localhost only.
      document.getSelection().selectAllChildren(code);
      tell("Selected: copy it by keyboard.");
    }
  }, "icon-button.quiet.copy", { title: label }));
}

/** A dialog over the page, gone once it is closed. */
export function dialog(title, ...content) {
  const id = newID("dialog");
  const element = e("dialog", { "aria-labelledby": id, on: { close: () => element.remove() } }, stack(e("h2", { id },
    title), ...content));
  document.body.append(element);
  element.showModal();
  return element;
}

/** A panel beside a list: a column where there is room, a sheet over the lower half elsewhere. */
export function sheet(label, onClose) {
  const [title, body] = [e("h2", { tabindex: -1 }), e("div.sheet-body")];
  let opener;
  const close = () => {
    element.hidden = true;
    // What a link opened was opened by nothing of the page.
    (opener?.isConnected ? opener : find("[role=listbox]", element.parentNode) ?? find("h1"))
      .focus();
    onClose();
  };
  const element = e("aside.sheet.card", { "aria-label": label, hidden: true },
    apart(title, button("Close", close, "quiet.small-button", { "data-escape": true })), body);
  return {
    element, title,
    show(text, ...content) {
      const { activeElement } = document;
      if (!element.contains(activeElement)) opener = activeElement === document.body ? null : activeElement;
      fill(title, text);
      redraw(body, () => fill(body, ...content));
      element.hidden = false;
    },
  };
}

/** Panels of which one is shown; `all` are `{id, name, show}`. */
export function tabs(label, all, chosen, onChoose) {
  const id = newID("tabs");
  const panel = e("div.tab-panel", { role: "tabpanel", id, tabindex: 0 });
  let current = all.find((tab) => tab.id === chosen) ?? all[0];
  const turn = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) choose(all[(all.indexOf(current) + step + all.length) % all.length].id).focus();
  };
  const buttons = all.map((tab) => button(tab.name, () => choose(tab.id), "tab",
    { role: "tab", id: `${id}-${tab.id}`, "aria-controls": id }));
  const refresh = () => {
    buttons.forEach((each, index) => {
      const isCurrent = all[index] === current;
      each.setAttribute("aria-selected", String(isCurrent));
      each.tabIndex = isCurrent ? 0 : -1;
    });
    panel.setAttribute("aria-labelledby", `${id}-${current.id}`);
    const isIn = holdsFocus(panel);
    fill(panel, current.show());
    if (isIn) focusOn(panel);
  };
  const choose = (name) => {
    const next = all.find((tab) => tab.id === name) ?? all[0];
    const isNew = next !== current;
    current = next;
    if (isNew) { refresh(); onChoose(next.id); }
    return buttons[all.indexOf(next)];
  };
  return {
    element: tight(e("div.tabs", { role: "tablist", "aria-label": label, on: { keydown: turn } }, buttons), panel),
      refresh, choose, all,
  };
}
