/** The dialog of a conflict: both sides of each field, a choice, and five seconds (contract A9). */
import { all, e, fill, find, on } from "../shared/dom.js";
import { time } from "../shared/time.js";
import { inWords } from "./fields.js";
import { part } from "./view.js";

/**
 * Watches a form and opens when it meets a conflict; `me()` is the person's own id. Answers `open`, for who put it
 * aside, and `remove`.
 */
export function conflictDialog(save, me) {
  const fields = e("div.stack");
  const dialog = e("dialog.conflict", { "aria-labelledby": "conflict-title" }, part("conflict", { fields }));
  const [countdown, left, patience] = all(".countdown, .countdown span", dialog);
  let drawn = null;

  // Whoever does anything in it wants to look first.
  for (const event of ["pointerdown", "keydown", "input"]) {
    on(dialog, event, () => save.holdOn());
  }
  on(dialog, "close", () => {
    const { returnValue } = dialog;
    dialog.returnValue = "";
    if (save.status.name !== "conflict" || returnValue === "") return;
    if (returnValue === "theirs") save.reload();
    else save.resolve(returnValue === "mine" ? "mine" : choices());
  });

  function choices() {
    const chosen = new FormData(find("form", dialog));
    return Object.fromEntries(save.status.fields.map(({ field }) => [field, chosen.get(field)]));
  }

  function show() {
    const { name, secondsLeft, fields: changed } = save.status;
    if (name !== "conflict") {
      drawn = null;
      if (dialog.open) dialog.close("");
      return;
    }
    countdown.hidden = !secondsLeft;
    left.textContent = secondsLeft;
    patience.hidden = secondsLeft;
    dialog.style.setProperty("--left", String(secondsLeft ?? 0));
    const key = JSON.stringify(changed);
    if (drawn === key) return;
    fill(fields, changed.map((field) => difference(field, me())));
    if (!drawn) open();
    drawn = key;
  }

  function open() {
    if (dialog.open || save.status.name !== "conflict") return;
    if (!dialog.isConnected) document.body.append(dialog);
    dialog.showModal();
  }

  on(save, "change", show);
  return { open, remove: () => dialog.remove() };
}

function difference({ field, before, mine, theirs, setBy, at }, me) {
  const [label] = inWords(field);
  const [was, is, other] = [before, mine, theirs].map((value) => inWords(field, value)[1] || null);
  const shown = part("difference", {
    label, before: was, mine: is, theirs: other, at: time(at, "ago"),
    who: setBy && (setBy.id === me ? "you, elsewhere" : `${setBy.kind} ${setBy.id}`),
  });
  for (const input of all("input", shown)) input.name = field;
  return shown;
}
