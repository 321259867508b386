/** Small shapes that many pages are made of. */
import { e, icon } from "../shared/dom.js";

export const card = (...content) => e("div.card.stack", ...content);

export const row = (...content) => e("div.row", ...content);

/** A link that looks like a button; `kind` is `secondary`, or empty for the one that leads on. */
export const button = (href, text, iconName, kind = "") =>
  e("a", { class: `button ${kind}`, href }, text, iconName && icon(iconName));

export const hint = (...content) => e("p.hint", ...content);

export const notice = (kind, iconName, ...content) =>
  e("div", { class: `notice ${kind}` }, icon(iconName), e("div", ...content));

/** A list of `[name, value]`. */
export const facts = (rows) =>
  e("dl.facts", rows.map(([name, value]) => [e("dt", name), e("dd", value ?? "–")]));

/** What a plan costs, such as `$99 / month`. */
export function price({ price, currency, interval }) {
  if (price === 0) return "Free";
  const minimumFractionDigits = price % 1 ? 2 : 0;
  const format = new Intl.NumberFormat(undefined, { style: "currency", currency, minimumFractionDigits });
  return `${format.format(price)} / ${interval}`;
}

/** A part of the panel. */
export const section = (title, iconName, ...content) =>
  e("section.panel-section", e("h3", icon(iconName), title), content);

/** The head of a form that saves itself. */
export const savingHead = (title, { indicator, notes }) =>
  [e("div.row.row-apart.card-head", e("span.soft.small", title), indicator), notes];

const states = {
  live: "Live: this page goes on by itself", polling: "Looking every 3 seconds", waiting: "Reconnecting…",
};

/** Follows a subject while the page is shown; answers the line that says how that goes. */
export function following(page, live, show) {
  const line = e("p.live", { role: "status" });
  live.addEventListener("change", () => show(live.latest));
  live.addEventListener("state", () => {
    line.dataset.state = live.state;
    line.textContent = states[live.state] ?? "";
  });
  live.start();
  page.signal.addEventListener("abort", () => live.stop());
  return line;
}
