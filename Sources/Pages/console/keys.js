/** Keys for everything, and the list of them. */
import { go, href } from "./route.js";
import { button, dialog, e } from "./ui.js";

/** Where `g` and a letter lead. */
const places = new Map();
/** Keys of the view that is open: `[key, text, press]`. */
let own = [];
let isGoing = false;

export const placeKey = (letter, text, segments) => places.set(letter, { text, segments });

/** Says which keys the view has; they are gone with it. */
export function viewKeys(...keys) {
  own = keys;
}

export function listenToKeys() {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented
      || document.querySelector("dialog[open]")) return;
    const isTyping = event.target.closest?.("input:not([type=range]), select, textarea");
    if (event.key === "Escape") document.querySelector(":not([hidden]) > * > [data-escape]")?.click();
    else if (!isTyping && press(event.key)) event.preventDefault();
  });
}

/** False for a key that means nothing here. */
function press(key) {
  const place = isGoing && places.get(key);
  isGoing = key === "g";
  const found = own.find(([each]) => each === key);
  if (place) go(href(place.segments));
  else if (key === "/") document.querySelector("#search")?.focus();
  else if (key === "?") help();
  else if (found) found[2]();
  return Boolean(place || found || isGoing || key === "/" || key === "?");
}

export function help() {
  const keys = (title, list) => e("section.stack-tight", e("h3", title), e("dl.keys", list.map(([names, text]) =>
    e("div", e("dt", names.split(" ").map((name) => e("kbd", name))), e("dd", text)))));
  const element = dialog("Keys",
    e("div.help-columns",
      keys("Everywhere", [["/", "Search"], ["?", "These keys"], ["Esc", "Close what is open"],
        ...[...places].map(([letter, { text }]) => [`g ${letter}`, text])]),
      keys("In lists", [["j ↓", "Next"], ["k ↑", "Previous"], ["Enter", "Open"], ["Home End", "First, last"],
        ...own.map(([key, text]) => [key, text])])),
    button("Close", () => element.close(), "secondary.small-button", { autofocus: true }));
}
