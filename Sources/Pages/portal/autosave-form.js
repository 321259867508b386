/** A form whose fields save themselves: inputs to `AutoSave`, and what others saved back to them. */
import { AutoSave, openQueue, Problem } from "../onboarding/onboarding.js";
import { e, fill, on } from "../shared/dom.js";
import { conflictDialog } from "./conflict.js";
import { refusals } from "./fields.js";
import { indicator } from "./indicator.js";
import { people } from "./people.js";
import { part } from "./view.js";

/** Opens the form of the flow's person. Answers `{save, head, bind, keep, settle}`; it ends with the page. */
export async function openAutosave(page, progress) {
  const { id } = people.of(page.flow.id);
  const queue = await openQueue(`${page.flow.id}.${id}`);
  page.signal.throwIfAborted();
  const save = new AutoSave(progress, queue);
  const dialog = conflictDialog(save, () => progress.userID ?? id);
  on(page.signal, "abort", () => {
    // What was typed just before leaving goes out with it.
    save.flush();
    save.stop();
    dialog.remove();
  });
  const [bound, fields] = [[], []];
  const notes = e("div.stack-tight", { "aria-live": "polite" });

  /** Ties a field to a member of the data; `read` and `write` translate. */
  function bind(field, { read = (value) => value || null, write = (value) => value } = {}) {
    const show = () => { field.value = write(save.data[field.name]); };
    const event = field.input.matches("[type=radio], select") ? "change" : "input";
    for (const input of field.inputs) {
      on(input, event, () => {
        field.refuse();
        const value = read(field.value);
        if (value !== undefined) save.edit({ [field.name]: value });
      });
    }
    fields.push(field);
    keep(show);
  }

  /** Shows something of the data, and again when others changed it. */
  function keep(show) {
    bound.push(show);
    show();
  }

  const refresh = () => { for (const show of bound) show(); };
  on(save, "merged", () => {
    refresh();
    fill(notes, part("merged"));
  });
  on(save, "reloaded", ({ detail: { setAside } }) => {
    refresh();
    fill(notes, part("reloaded", {
      async back() {
        fill(notes);
        save.edit(setAside);
        refresh();
      },
    }));
  });
  let wasConflict = false;
  on(save, "change", () => {
    if (wasConflict && save.status.name !== "conflict") refresh();
    wasConflict = save.status.name === "conflict";
    // Who is kept out by now is told so by a page of its own.
    if (save.status.error?.code === "merchant.suspended") page.reload();
    const said = { saved: [], error: refusals(save.status.error ?? {}) }[save.status.name];
    if (said) for (const field of fields) field.refuse(said.find(([name]) => name === field.name)?.[1]);
  });

  /** Sends what waits, however long the server takes; throws when it is not all saved then. */
  async function settle() {
    await save.flush();
    while (save.status.name === "saving") await new Promise((next) => { on(save, "change", next, { once: true }); });
    // Who left meanwhile completes nothing.
    page.signal.throwIfAborted();
    if (save.isPending) throw new Problem(409, { detail: "Not all is saved yet: see above." }, new Headers());
  }

  /** The head of the form's card: what it is about, and how saving goes. */
  const saving = indicator(save, () => dialog.open());
  const head = (title) => part("saving-head", { title, notes, indicator: saving });
  return { save, head, bind, keep, settle };
}
