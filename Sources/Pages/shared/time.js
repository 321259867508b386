/** Times as the viewer's clock shows them, with UTC for who hovers or asks. */
import { all, e } from "./dom.js";

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
  for (const each of all("time[aria-live]")) each.textContent = ago(each.dateTime);
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

/** How long ago, in whole ones of the largest unit that fits; of what is to come, one that began counts. */
export function ago(instant) {
  const seconds = (new Date(instant) - now()) / 1000;
  for (const [unit, length] of units) {
    if (Math.abs(seconds) >= length) return relative.format(Math.ceil(seconds / length), unit);
  }
  return relative.format(Math.ceil(seconds), "second");
}

/** Two units of time at most, as the command tells a ms or more: `5 d 3 h`, `3 min 05 s`, `1.9 s`. */
export function duration(seconds, places = 1) {
  if (seconds == null) return "–";
  if (seconds < 0.9995 && seconds) return `${(seconds * 1000).toFixed(seconds < 0.009995 ? 2 : 0)} ms`;
  if (seconds < 60 - 0.5 / 10 ** places) return `${seconds && seconds.toFixed(places)} s`;
  const whole = Math.round(seconds);
  const [minutes, hours, days] = [60, 3600, 86_400].map((length) => Math.floor(whole / length));
  const two = (number) => String(number % 60).padStart(2, "0");
  return days ? `${days} d ${hours % 24} h` : hours ? `${hours} h ${two(minutes)} min`
    : `${minutes} min ${two(whole)} s`;
}
