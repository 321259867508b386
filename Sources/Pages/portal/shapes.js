/** Small shapes that many pages are made of. */
import { e, find, icon, on } from "../shared/dom.js";
import { part } from "./view.js";

/** What a plan costs, such as `$99 / month`. */
export function price({ price, currency, interval }) {
  if (price === 0) return "Free";
  const minimumFractionDigits = price % 1 ? 2 : 0;
  const format = new Intl.NumberFormat(undefined, { style: "currency", currency, minimumFractionDigits });
  return `${format.format(price)} / ${interval}`;
}

/** A plan to choose. */
export function planChoice(value, plan = { isPaid: true }, sign) {
  const { name = value, trialDays, isPaid } = plan;
  const choice = part("plan", {
    title: name, price: plan.currency && price(plan), picture: sign && icon(sign),
    text: trialDays ? `${trialDays}-day free trial` : isPaid ? "Billed at once" : "As long as you like",
  });
  find("input", choice).value = value;
  return choice;
}

/** The list of `[name, value]`. */
export const facts = (rows) => e("dl.facts", rows.map(([name, value]) => [e("dt", name), e("dd", value || "–")]));

/** Follows a subject while the page is shown and looked at; answers the line that says how that goes. */
export function following(page, live, show) {
  const line = part("live").firstElementChild;
  on(live, "change", () => show(live.latest));
  on(live, "state", () => {
    line.dataset.state = live.state;
    // What is over is another page, or a sign-in; the gate knows.
    if (live.state === "ended" && live.latest) page.reload();
  });
  const look = () => (document.hidden ? live.stop() : live.start());
  look();
  on(document, "visibilitychange", look, { signal: page.signal });
  on(page.signal, "abort", () => live.stop());
  return line;
}
