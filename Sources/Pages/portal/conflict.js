/** The dialog of a conflict: both sides of each field, a choice, and five seconds (contract A9). */
import { e, fill, icon, newID } from "../shared/dom.js";
import { time } from "../shared/time.js";

/**
 * Watches a form and opens when it meets a conflict. `labels` has fields' names for people, `shown`
 * turns a value into text, `me` is the person's own id. Answers `open`, for who put it aside.
 */
export function conflictDialog(save, { labels = {}, shown = text, me } = {}) {
  const title = newID("title");
  const dialog = e("dialog.conflict", { "aria-labelledby": title });
  const countdown = e("p.countdown");
  const fields = e("div.stack");
  let drawn = null;

  dialog.append(e("form.stack", { method: "dialog" },
    e("h2", { id: title }, icon("alert"), "Changed elsewhere"),
    e("p", "Somebody changed the same fields, on another device or in another tab. Which shall it be?"),
    countdown, fields,
    e("div.row",
      e("button", { type: "submit", value: "choice" }, "Use my choices"),
      e("button.secondary", { type: "submit", value: "mine" }, "Keep all of mine"),
      e("button.secondary", { type: "submit", value: "theirs" }, icon("refresh"), "Reload now"))));

  // Whoever does anything in it wants to look first.
  for (const event of ["pointerdown", "keydown", "input"]) {
    dialog.addEventListener(event, () => save.holdOn());
  }
  dialog.addEventListener("close", () => {
    const { returnValue } = dialog;
    dialog.returnValue = "";
    if (save.status.name !== "conflict" || returnValue === "") return;
    if (returnValue === "theirs") save.reload();
    else save.resolve(returnValue === "mine" ? "mine" : choices());
  });

  function choices() {
    const chosen = new FormData(dialog.querySelector("form"));
    return Object.fromEntries(save.status.fields.map(({ field }) => [field, chosen.get(field)]));
  }

  function show() {
    const { status } = save;
    if (status.name !== "conflict") {
      drawn = null;
      if (dialog.open) dialog.close("");
      return;
    }
    fill(countdown, status.secondsLeft === null
      ? "Take your time: nothing happens until you choose."
      : `In ${status.secondsLeft} s the latest version is loaded. Touch anything here to stop that.`);
    dialog.style.setProperty("--left", String(status.secondsLeft ?? 0));
    const key = JSON.stringify(status.fields);
    if (drawn === key) return;
    drawn = key;
    fill(fields, status.fields.map((field) => row(field, labels[field.field] ?? field.field, shown, me)));
    open();
  }

  function open() {
    if (dialog.open || save.status.name !== "conflict") return;
    if (!dialog.isConnected) document.body.append(dialog);
    dialog.showModal();
  }

  save.addEventListener("change", show);
  return { open, remove: () => dialog.remove() };
}

function row({ field, before, mine, theirs, setBy, at }, label, shown, me) {
  const who = setBy?.id === me ? "you, elsewhere" : `${setBy?.kind} ${setBy?.id}`;
  return e("fieldset.difference",
    e("legend", label),
    side(field, "mine", "Yours", shown(mine, field)),
    side(field, "theirs", "Theirs", shown(theirs, field),
      setBy && e("span.hint", `By ${who}, `, time(at, "ago"))),
    e("p.hint", "Before: ", shown(before, field)));
}

function side(field, value, title, content, mark) {
  return e("label", { class: `side ${value}` },
    e("input", { type: "radio", name: field, value, checked: value === "theirs" }),
    e("span", e("strong", title), e("span.value", content), mark));
}

function text(value) {
  if (value == null || value === "") return "nothing";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
