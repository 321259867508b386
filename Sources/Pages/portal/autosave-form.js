/** A form whose fields save themselves: inputs to `AutoSave`, and what others saved back to them. */
import { AutoSave, openQueue } from "../onboarding/onboarding.js";
import { e, fill, icon } from "../shared/dom.js";
import { conflictDialog } from "./conflict.js";
import { indicator } from "./indicator.js";
import { people } from "./people.js";

/**
 * Opens the form of the flow's person. `labels` has fields' names for people. Answers `{save,
 * indicator, notes, bind}`; it ends with the page.
 */
export async function openAutosave(page, progress, { labels, shown } = {}) {
  const { id } = people.of(page.flow.id);
  const save = new AutoSave(progress, await openQueue(`${page.flow.id}.${id}`));
  const dialog = conflictDialog(save, { labels, shown, me: id });
  page.signal.addEventListener("abort", () => {
    // What was typed just before leaving goes out with it.
    save.flush();
    save.stop();
    dialog.remove();
  });
  const bound = [];
  const notes = e("div.stack-tight", { "aria-live": "polite" });

  /** Ties a field to a member of the data; `read` and `write` translate. */
  function bind(field, { read = (value) => value || null, write = (value) => value ?? "" } = {}) {
    field.value = write(save.data[field.name]);
    for (const input of field.inputs) {
      const event = input.type === "radio" || input.tagName === "SELECT" ? "change" : "input";
      input.addEventListener(event, () => {
        field.refuse(null);
        const value = read(field.value);
        if (value !== undefined) save.edit({ [field.name]: value });
      });
    }
    bound.push(() => { field.value = write(save.data[field.name]); });
    return field;
  }

  const refresh = () => { for (const show of bound) show(); };
  save.addEventListener("merged", () => {
    refresh();
    tell("Others changed other fields meanwhile; they were taken over.");
  });
  save.addEventListener("reloaded", ({ detail: { setAside } }) => {
    refresh();
    tell("The latest version was loaded, with theirs in the place of yours.", e("button.secondary.small-button", {
      on: { click: () => {
        fill(notes);
        save.edit(setAside);
        refresh();
      } },
    }, "Use mine after all"));
  });
  let wasConflict = false;
  save.addEventListener("change", () => {
    if (wasConflict && save.status.name !== "conflict") refresh();
    wasConflict = save.status.name === "conflict";
  });

  function tell(...content) {
    fill(notes, e("div.notice", icon("info"), e("div.row", content)));
  }

  return { save, notes, bind, indicator: indicator(save, { review: () => dialog.open() }) };
}
