/** How saving goes, in a word or two beside the form (contract A9). */
import { e, fill, find, holdsFocus, on } from "../shared/dom.js";
import { told } from "./fields.js";
import { part } from "./view.js";

export function indicator(save, review) {
  const element = e("div.indicator", { role: "status", tabindex: -1 });
  const show = () => {
    const { name, error, attempt, ...status } = save.status;
    const isIn = holdsFocus(element);
    const seconds = find("[aria-live]", element);
    // What counts down is told once: a conflict elsewhere, and its button stays for who comes back to it.
    if (seconds && status.waitSeconds) return fill(seconds, status.waitSeconds);
    if (name === "conflict" && element.dataset.state === name) return;
    element.dataset.state = name;
    fill(element, part(`saving.${name}`, {
      ...status, next: attempt && attempt + 1, why: error && told(error), review,
      retry: () => save.retry(),
    }));
    if (isIn) element.focus();
  };
  on(save, "change", show);
  show();
  return element;
}
