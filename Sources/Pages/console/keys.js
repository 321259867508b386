/** Keys for everything, and the list of them. */
import { e, find, keep, kept, stamp } from "../shared/dom.js";
import { go } from "./route.js";
import { dialog } from "./ui.js";

/** Where `g` and a letter lead. */
const places = new Map();
/** Keys of the view that is open: `[key, text, press]`. */
let own = [];
let isGoing = false;

/** Who dictates, or shakes, may want no key to mean anything by itself; lists have theirs in any case. */
const isOff = () => kept("keys") === "false";

export const placeKey = (letter, text, address) => places.set(letter, { text, address });

/** Says which keys the view has; they are gone with it. */
export function viewKeys(...keys) {
  own = keys;
}

export function listenToKeys() {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented
      || find("dialog[open]")) return;
    const isTyping = event.target.closest?.("input:not([type=range]), select, textarea");
    if (event.key === "Escape") {
      (find("[data-menu=open] .menu-button")
        ?? find(":not([hidden]) > * > [data-escape]"))?.click();
    } else if (!isTyping && !isOff() && press(event.key)) event.preventDefault();
  });
}

/** False for a key that means nothing here. */
function press(key) {
  const place = isGoing && places.get(key);
  isGoing = key === "g";
  const found = own.find(([each]) => each === key);
  if (place) go(place.address);
  else if (key === "/") find("#search")?.focus();
  else if (key === "?") help();
  else if (found) found[2]();
  return place || found || isGoing || "/?".includes(key);
}

export function help() {
  const key = (names, text) => e("div", e("dt", names.split(" ").map((name) => e("kbd", name))), e("dd", text));
  const element = dialog("Keys", stamp("keys", {
    places: [...places].map(([letter, { text }]) => key(`g ${letter}`, text)),
    own: own.map(([name, text]) => key(name, text)), close: () => element.close(),
  }));
  const box = find("input", element);
  box.checked = !isOff();
  box.onchange = () => keep("keys", box.checked);
}
