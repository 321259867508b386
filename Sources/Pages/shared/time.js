/** Times as the viewer's clock shows them, with UTC for who hovers or asks. */
import { e } from "./dom.js";

const local = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const localDay = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const short = new Intl.DateTimeFormat(undefined,
  { month: "short", day: "numeric", hour: "numeric", minute: "2-digit", second: "2-digit" });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

/** The viewer's time zone, such as `Europe/Paris`. */
export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A `<time>` in the viewer's zone; `form` is `moment`, `short` (without this year), `day` or `ago`. */
export function time(instant, form = "moment") {
  const date = new Date(instant ?? "");
  if (isNaN(date)) return document.createTextNode("–");
  const datetime = date.toISOString();
  const isThisYear = date.getFullYear() === new Date(now()).getFullYear();
  const format = { day: localDay, short: isThisYear && short }[form] || local;
  const isAgo = form === "ago";
  const text = isAgo ? ago(date) : format.format(date);
  return e("time", {
    datetime, title: datetime.replace("T", " ").replace(/\..+/, " UTC"), "aria-live": isAgo && "off",
  }, text);
}

/** Relative times are told anew every five seconds. */
setInterval(tellAgain, 5000);

function tellAgain() {
  for (const each of document.querySelectorAll("time[aria-live]")) each.textContent = ago(each.dateTime);
}

let lead = 0;

/** Says what the server's clock shows, which dev mode may have moved. What is shown by then goes by it, too. */
export function setClock(time) {
  lead = new Date(time) - Date.now() || 0;
  tellAgain();
}

/** The server's time, as far as it is known. */
export const now = () => Date.now() + lead;

const units = [["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3600], ["minute", 60]];

/** How long ago, or in how long, in the largest unit that fits. */
export function ago(instant) {
  const seconds = (new Date(instant) - now()) / 1000;
  for (const [unit, length] of units) {
    if (Math.abs(seconds) >= length) return relative.format(Math.round(seconds / length), unit);
  }
  return relative.format(Math.round(seconds), "second");
}

/** A length of time in two units at most: `2 d 3 h`, `4 min 5 s`, `820 ms`. */
export function duration(seconds) {
  if (seconds == null) return "–";
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  const parts = [["d", 86_400], ["h", 3600], ["min", 60], ["s", 1]];
  const index = parts.findIndex(([, length]) => seconds >= length);
  const [unit, length] = parts[index];
  const rest = parts[index + 1];
  const whole = Math.floor(seconds / length);
  const left = rest ? Math.floor((seconds - whole * length) / rest[1]) : 0;
  return left > 0 ? `${whole} ${unit} ${left} ${rest[0]}` : `${whole} ${unit}`;
}
