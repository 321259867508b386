/** Words and small shapes that the views are put together from. */
import { explain, Problem, Unreachable } from "../shared/api.js";
import { e, fill, icon, newID, stamp } from "../shared/dom.js";
import { time } from "../shared/time.js";
import { href } from "./route.js";

export { e, stamp } from "../shared/dom.js";

export const stack = (...children) => e("div.stack", ...children);
export const tight = (...children) => e("div.stack-tight", ...children);
export const row = (...children) => e("div.row", ...children);
export const soft = (...children) => e("p.soft.small", ...children);
export const link = (text, segments, query, kind = "small") => e(`a.${kind}`, { href: href(segments, query) }, text);

/** A button; small and quiet in colour unless `kind` says otherwise. */
export function button(text, press, kind = "secondary.small-button", more = {}) {
  return e(`button.${kind}`, { ...more, on: { click: press } }, text);
}

/** A button that is a picture. */
export const iconButton = (sign, label, press, kind) =>
  button(icon(sign), press, `icon-button.${kind}`, { "aria-label": label, title: label });

/** What a view is: its title, and what stands below it. */
export function page(title, beside, ...content) {
  return stack(e("header.page-head", e("h1", { tabindex: -1 }, title), row(beside)), ...content);
}

export function card(title, ...content) {
  const id = newID("card");
  const [text, beside] = [title].flat();
  return e("section.card.stack", { "aria-labelledby": id }, e("div.row.row-apart", e("h2", { id }, text), beside),
    ...content);
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

export const notice = (kind, ...text) => e(`div.notice.${kind}`, { role: kind === "good" ? "status" : "alert" },
  icon(kind === "good" ? "check" : "alert"), e("div", ...text));

export const download = (text, address, name) => e("a.button.secondary.small-button", { href: address, download: name },
  text);

/** A table; columns that begin with `#` are numbers. */
export function table(columns, rows, kind = "") {
  const cell = (index) => (columns[index]?.startsWith("#") ? "number" : null);
  return e("div.scroll-x", e("table", { class: kind }, e("thead", e("tr", columns.map((column, index) =>
    e("th", { scope: "col", class: cell(index) }, column.replace("#", ""))))),
  e("tbody", rows.map((cells) => (cells instanceof Node ? cells : e("tr", cells.map((each, index) =>
    (index === 0 ? e("th", { scope: "row", class: cell(0) }, each) : e("td", { class: cell(index) }, each)))))))));
}

/** Names with what they stand for; what is missing is left out. */
export function facts(pairs) {
  return e("dl.facts", pairs.filter((pair) => pair && (pair[1] ?? false) !== false)
    .map(([name, thing]) => e("div", e("dt", name), e("dd", thing))));
}

// Numbers and words

const numbers = new Intl.NumberFormat();
const shares = new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 1 });

export const count = (number) => numbers.format(number);
export const short = (number) => compact.format(number);
export const share = (fraction) => (fraction == null ? "–" : shares.format(fraction));
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
export const inWords = (kind, word) => document.getElementById(`${kind}.${word}`)?.content.textContent ?? word;

const moods = {
  good: /^(active|committed|completed|trialing|onboarded|comped|settled)$/i,
  bad: /^(suspended|cancell?ed|declined|expired|closed|past_due|lost)$/i,
  warn: /^(pending.*|open|in_progress|new)$/i,
};

export function badge(word) {
  const mood = Object.keys(moods).find((name) => moods[name].test(word));
  return e(`span.badge${mood ? `.${mood}` : ""}`, stageName(word).toLowerCase());
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** A value in a line of text. */
export function plain(thing) {
  if (thing == null) return "–";
  return typeof thing === "object" ? JSON.stringify(thing) : String(thing);
}

/** A value as people read it: times as times, the rest as text. */
export function value(thing) {
  if (typeof thing === "string") return instant.test(thing) ? time(thing) : thing;
  return e("code", plain(thing));
}

// When there is nothing to show

const bones = (lines) => e("div.loading", { role: "status" }, e("span.unseen", "Loading"),
  Array.from({ length: lines }, () => e("div.bone")));

/** Shows what a promise brings in its place, or why it brings nothing and the way on. */
export function eventually(work, show, lines = 4) {
  const place = e("div.eventually", bones(lines));
  const run = async () => {
    try {
      fill(place, show(await work()));
    } catch (error) {
      fail(place, error, run);
    }
  };
  run();
  return place;
}

/** A list that is loaded page by page: `draw(page)` answers rows for `items`, which is the first page's. */
export function pages(first, load, items, draw) {
  const foot = e("div");
  const offer = ({ next }) => fill(foot, next != null && button("More", async function more() {
    try {
      const page = await load(next);
      items.append(...draw(page));
      offer(page);
    } catch (error) {
      fail(foot, error, more);
    }
  }));
  offer(first);
  return foot;
}

/** What went wrong, in a sentence, and the way on. */
export function failure(error, retry) {
  return notice(error instanceof Problem && error.status < 500 ? "warn" : "bad", tight(told(error),
    row(error.status === 404 && link("Search", ["subjects"], {}, "button.secondary.small-button"), retry
      && button("Try again", retry, `secondary.small-button${error instanceof Unreachable ? ".again" : ""}`))));
}

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
  if (document.getElementById(error.code)) return stamp(error.code);
  return stamp("refused", { title: error.body.title, text: explain(error) });
}

/** Tells a screen reader, and shows for a while, that something happened. */
export function tell(text) {
  const line = e("div.toast", icon("info"), text);
  document.querySelector("#told").append(line);
  setTimeout(() => line.remove(), 5000);
}

export function copyable(text, label) {
  return e("span.digest", e("code", text), iconButton("copy", label, () => {
    navigator.clipboard?.writeText(text).then(() => tell("Copied."),
      () => tell("The browser does not let this page copy."));
  }, "quiet.copy"));
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
  const close = () => { element.hidden = true; opener.focus(); onClose(); };
  const element = e("aside.sheet.card", { "aria-label": label, hidden: true },
    e("div.row.row-apart", title, button("Close", close, "quiet.small-button", { "data-escape": true })), body);
  return {
    element, title,
    show(text, ...content) {
      opener = document.activeElement;
      fill(title, text);
      fill(body, ...content);
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
    fill(panel, current.show());
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
