/** How saving goes, in a word or two beside the form (contract A9). */
import { e, fill, holdsFocus, icon, on } from "../shared/dom.js";
import { told } from "./fields.js";

export function indicator(save, review) {
  const element = e("div.indicator", { role: "status", tabindex: -1 });
  const small = (text, click) => e("button.secondary.small-button", { on: { click } }, text);

  const views = {
    idle: () => [],
    saving: ({ attempt, retrySeconds, waitSeconds }) => [
      e("span.spinner", { "aria-hidden": "true" }),
      attempt ? `Saving… try ${attempt + 1} in ${retrySeconds} s`
        : waitSeconds ? `Saving… in ${waitSeconds} s, as the server asks` : "Saving…",
    ],
    saved: () => [icon("check"), "Saved"],
    offline: () => [icon("offline"), "Offline: kept on this device"],
    conflict: () => [icon("alert"), "Conflict", small("Review", review)],
    error: ({ error }) => [
      icon("alert"), e("span", "Not saved. ", told(error)), small("Retry", () => save.retry()),
    ],
  };

  const show = () => {
    const { status } = save;
    const isIn = holdsFocus(element);
    // The countdown is told elsewhere, and the button stays for who comes back to it.
    if (status.name === "conflict" && element.dataset.state === "conflict") return;
    element.dataset.state = status.name;
    fill(element, views[status.name](status));
    if (isIn) element.focus();
  };
  on(save, "change", show);
  show();
  return element;
}
